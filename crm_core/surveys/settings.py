"""When customers are asked how it was: what an administrator decides."""
from crm_core import settings
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import Input
from crm_core.work import Work, command, query

RANGES = {"survey_days": (1, 90), "survey_reminder_days": (1, 60), "survey_low": (1, 4)}


class SurveySettings(Input):
    """The names are those of `crm_core.settings.Settings`."""

    survey_active: bool
    survey_days: int
    survey_reminder_days: int
    survey_low: int

    def model_post_init(self, _context: object) -> None:
        for field, (least, most) in RANGES.items():
            if not least <= getattr(self, field) <= most:
                raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
        if self.survey_reminder_days >= self.survey_days:
            raise Invalid(N_("The reminder must come before the link expires."), field="survey_reminder_days")


@query("tickets:manage")
def survey_settings(work: Work) -> SurveySettings:
    """What was decided."""
    return SurveySettings(**{name: getattr(settings.load(work.session), name) for name in SurveySettings.model_fields})


@command("tickets:manage")
def change_survey_settings(work: Work, form: SurveySettings, seen: SurveySettings) -> bool:
    """Stores what differs; returns whether anything does. Raises Conflict when somebody changed it meanwhile."""
    now = survey_settings(work)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    after = {name: value for name, value in form.model_dump().items() if value != getattr(now, name)}
    if after:
        settings.store(work.session, **after)
        work.record("setting.changed", "setting", None, before={name: getattr(now, name) for name in after}, after=after)
    return bool(after)
