"""In which pipeline and stage a row of a file stands, and whether it is open, won or lost."""
from dataclasses import dataclass

from crm_core.i18n import N_
from crm_core.importing import newcomers
from crm_core.importing.cells import Row
from crm_core.importing.mapping import LOST, NEW, REJECT, WON
from crm_core.importing.plans.context import Context
from crm_core.importing.stages import outcome_of
from crm_core.importing.words import loose

ENDS = {WON: "won", LOST: "lost"}
NO_OUTCOME = N_("“{value}” is neither open, won nor lost.")
BOTH = N_("The row says both {first} and {second}.")


@dataclass(frozen=True)
class Standing:
    """`stage` is the text of an open stage, None where the row names none."""

    status: str
    stage: str | None
    pipeline: str


def standing(context: Context, row: Row) -> Standing | None:
    """What the row says; None with the reason noted when it cannot be told."""
    stage = row.values.get("stage")
    said = {source: status for source, status in _sayings(context, row, stage).items() if status}
    if row.problems:
        return None
    ends = {status for status in said.values() if status != "open"}
    if len(ends) > 1 or (ends and "flag_open" in said):
        first, second = (sorted(ends) + ["open"])[:2]
        row.fail("stage", BOTH, first=first, second=second)
        return None
    status = next(iter(ends), "open")
    named = stage if stage and _end_of(context, row, stage) is None else None
    return Standing(status, named, row.values.get("pipeline", ""))


def _sayings(context: Context, row: Row, stage: str | None) -> dict[str, str | None]:
    values = row.values
    said = {
        "is_won": "won" if values.get("is_won") else None,
        "is_lost": "lost" if values.get("is_lost") else None,
        "outcome": _said_outcome(context, row),
        "stage": _end_of(context, row, stage) if stage else None,
    }
    if values.get("is_closed") and not any(status in ("won", "lost") for status in said.values()):
        if "is_won" in values:
            said["is_closed"] = "lost"
        else:
            row.fail("is_closed", N_("The row is closed, but does not say whether it was won or lost."))
    return said


def _said_outcome(context: Context, row: Row) -> str | None:
    text = row.values.get("outcome")
    if text is None:
        return None
    chosen = context.mapping.values.get("outcome", {}).get(text)
    status = ENDS.get(chosen, chosen) if chosen else outcome_of(text)
    if status not in ("won", "lost", "open", "+open"):
        row.fail("outcome", NO_OUTCOME, value=text)
    return "open" if status == "+open" else status


def _end_of(context: Context, row: Row, stage: str) -> str | None:
    """won or lost when the stage is no open stage but an end."""
    chosen = context.mapping.values.get("stage", {}).get(stage)
    if chosen == REJECT:
        row.fail("stage", N_("“{value}” is not in the list of values."), value=stage)
    if chosen:
        return ENDS.get(chosen)
    status = outcome_of(stage)
    return status if status in ("won", "lost") else None


def file_pipeline(context: Context) -> str | None:
    """The key of the pipeline for rows that name none; None when one named after the file has to be made.

    A pipeline that is asked for, else the first that has all open stages of the file.
    """
    asked = context.mapping.options.pipeline
    if asked:
        return asked if asked in context.known.labels.get("pipeline", {}) else context.known.choices["pipeline"].match(asked).choice
    names = [stage for pipeline, stage in context.facts.stages if not pipeline]
    for key in reversed(list(context.known.labels.get("pipeline", {}))):
        if all(_stage_in(context, key, name) for name in names):
            return key
    return None


def _stage_in(context: Context, pipeline: str, name: str) -> str | None:
    chosen = context.mapping.values.get("stage", {}).get(name)
    if chosen and chosen != NEW:
        labels = context.known.labels.get(f"stage:{pipeline}", {})
        return chosen if chosen in labels else context.known.choices[f"stage:{pipeline}"].match(chosen).choice
    return None if chosen == NEW else context.known.choices[f"stage:{pipeline}"].match(name).choice


class Places:
    """Ids of pipelines and stages for the rows of a chunk; what is missing is made when `make` is called."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.default = file_pipeline(context)
        self.made: dict[str, tuple[int, dict[str, int]]] = {}

    def make(self, at: Standing) -> tuple[int, int | None]:
        """Pipeline and stage id of a row; the stage is None where it names none."""
        context = self.context
        chosen = context.mapping.values.get("stage", {}).get(at.stage or "")
        if chosen and chosen != NEW and not at.pipeline:
            for key in context.known.labels.get("pipeline", {}):
                found = _stage_in(context, key, at.stage or "")
                if found:
                    return int(key), int(found)
        pipeline, stages = self._pipeline(at.pipeline)
        if at.stage is None:
            return pipeline, None
        if at.stage not in stages:
            stages |= newcomers.stages(context, pipeline, [at.stage], context.facts.probability)
        return pipeline, stages[at.stage]

    def _pipeline(self, text: str) -> tuple[int, dict[str, int]]:
        if text not in self.made:
            context = self.context
            name = text or context.mapping.options.pipeline or context.facts.file_name
            chosen = context.mapping.values.get("pipeline", {}).get(text)
            key = (chosen if chosen in context.known.labels.get("pipeline", {}) else None) if text else self.default
            key = int(key or newcomers.pipeline(context, name, own=not text and not context.mapping.options.pipeline))
            names = [stage for pipeline, stage in context.facts.stages if loose(pipeline) == loose(text)]
            stages = newcomers.stages(context, key, names or ([] if self.default or text else ["Open"]), context.facts.probability)
            self.made[text] = key, stages
        return self.made[text]
