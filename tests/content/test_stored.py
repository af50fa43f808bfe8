"""A report as JSON says the same as before."""
import json
from datetime import date
from decimal import Decimal

import numpy as np

from crm_core.content.model import Chart, Column, Content, Figure, Section, Series, Table
from crm_core.content.stored import fingerprint, packed, unpacked


def a_report(**changes) -> Content:
    chart = Chart("columns", ("Jan", "Feb"), (Series("Won", (1.5, None), ("1.5", "")), Series("Target", (2.0, 2.0), shape="dashed")),
                  keys=("2026-01", "2026-02"), tones=("", "running"))
    table = Table((Column("Month"), Column("Won", "money")), (("Jan", 150), ("Feb", None)), ("Total", 150))
    values = {
        "report": "pipeline", "title": "Pipeline report", "sentence": "¥1.50 won. \1Weak\2.",
        "figures": (Figure("Won", "¥1.50", "+12%", "on last month"),), "sections": (Section("won", "Won by month", table, chart, "¥", "Sum."),),
        "currency": "CNY", "locale": "en", "as_of": "2026-11-25", "filters": (("Team", "East"),), "starts_on": date(2026, 1, 1),
    }
    return Content(**{**values, **changes})


def test_what_comes_back_is_the_same():
    kept = json.loads(json.dumps(packed(a_report())))
    assert unpacked(kept) == a_report()


def test_numbers_of_numpy_and_decimals_are_kept_as_numbers():
    table = Table((Column("n", "number"),), ((np.int64(3),), (Decimal("1.5"),), (np.float64("nan"),)))
    kept = packed(a_report(sections=(Section("x", "X", table),)))
    assert kept["sections"][0]["table"]["rows"] == [[3], [1.5], [None]]


def test_the_fingerprint_does_not_depend_on_the_order_of_names_but_on_every_value():
    kept = packed(a_report())
    assert fingerprint(dict(reversed(kept.items()))) == fingerprint(kept)
    assert fingerprint({**kept, "title": "Another"}) != fingerprint(kept)


def test_the_sentence_loses_its_marks_where_they_mean_nothing():
    assert a_report().plain_sentence == "¥1.50 won. Weak."
