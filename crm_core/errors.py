"""Everything a user can be told went wrong. Texts are English message ids; pages translate them."""


def N_(message: str) -> str:
    """Marks a text for translation where it is not yet shown."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a text with its plural for translation where it is not yet shown."""
    return singular, plural


class CrmError(Exception):
    """A known error. `message` is a message id with `{names}`, `params` fill them."""

    status = 400

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message.format(**params) if params else message)
        self.message = message
        self.params = params


class NotFound(CrmError):
    """The row does not exist, or this person may not see it: nobody learns which."""

    status = 404

    def __init__(self, message: str = N_("This does not exist, or is not yours to see."), **params: object) -> None:
        super().__init__(message, **params)


class Forbidden(CrmError):
    """The right is missing altogether."""

    status = 403

    def __init__(self, message: str = N_("Your role does not allow this."), **params: object) -> None:
        super().__init__(message, **params)


class Invalid(CrmError):
    """What was entered cannot be right. `field` names the field to show it beside."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class Conflict(CrmError):
    """Somebody changed it meanwhile, or it is no longer in a state that allows this."""

    status = 409

    def __init__(
        self, message: str = N_("Somebody changed this meanwhile."), *, current: object = None, **params: object
    ) -> None:
        super().__init__(message, **params)
        self.current = current


class TooMany(CrmError):
    """Slow down. `seconds` says for how long."""

    status = 429

    def __init__(self, message: str, *, seconds: int, **params: object) -> None:
        super().__init__(message, seconds=seconds, **params)
        self.seconds = seconds
