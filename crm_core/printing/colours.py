"""The colours of paper: those of the light theme, as red, green and blue."""
INK, QUIET, LINE, RAISED = (31, 42, 48), (91, 103, 112), (227, 230, 232), (245, 246, 247)
JADE, INDIGO, AMBER, PLUM, SLATE, VERMILION = (14, 124, 102), (59, 91, 169), (208, 138, 0), (142, 74, 139), (100, 116, 139), (192, 57, 43)
WORRY = (138, 90, 16)
SERIES = (JADE, INDIGO, AMBER, PLUM, SLATE, VERMILION)
LITTLE, MUCH = (227, 242, 238), (11, 79, 67)

Colour = tuple[int, int, int]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours: 0 is `one`, 1 is `other`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def pale(colour: Colour) -> Colour:
    """The colour, thinned with white."""
    return mixed(colour, (255, 255, 255), 0.72)
