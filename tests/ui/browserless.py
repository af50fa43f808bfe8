"""What a browser would see of our components, and do to them, for tests that have none."""

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest


def component(app: AppTest, key: str):
    """The component with this key as it was sent to the browser. Raises AssertionError when it is not there."""
    shown = [node.proto for node in app.get("bidi_component")]
    found = [proto for proto in shown if proto.id.endswith(f"-{key}")]
    assert found, f"no component {key!r} on the page; there are {[proto.id for proto in shown]}"
    return found[0]


def data(app: AppTest, key: str) -> dict:
    """What the component was given: rows, columns, cards, words, …"""
    return json.loads(component(app, key).json)


def fire(app: AppTest, key: str, event: str, value: Any) -> AppTest:
    """Do in the component what a click, a drag or a key would do, and run the page: `fire(app, "deals", "open", 7)`."""
    payload = json.dumps([{"event": event, "value": value}])
    trigger = WidgetState(id=_make_trigger_id(component(app, key).id, "events"), json_trigger_value=payload)
    return _run(app, trigger)


def state(app: AppTest, key: str, **values: Any) -> AppTest:
    """Have the component say these states, and run the page."""
    return _run(app, WidgetState(id=component(app, key).id, json_value=json.dumps(values)))


def choose(app: AppTest, key: str, ids: list) -> AppTest:
    """Tick these rows of a record table, and run the page."""
    return state(app, key, selected=ids)


def _run(app: AppTest, state: WidgetState) -> AppTest:
    states = app._tree.get_widget_states()
    states.widgets.append(state)
    return app._run(states)
