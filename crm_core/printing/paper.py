"""A sheet with our fonts, on which texts are cut to the room they have."""
from pathlib import Path

from fpdf import FPDF

from crm_core.printing.colours import INK, QUIET, Colour

FONT, FOLDER = "HutongSans", Path(__file__).with_name("fonts")
MARGIN, WIDTH = 16.0, 178.0  # mm
MISSING = "□"


class Paper(FPDF):
    """A4, upright, with a line at the foot of every page."""

    def __init__(self, foot: str, page: str) -> None:
        super().__init__(format="A4")
        self.foot, self.page_words = foot, page
        self.set_margins(MARGIN, 14, MARGIN)
        self.set_auto_page_break(True, 18)
        for weight, file in (("", "Regular"), ("B", "Bold")):
            self.add_font(FONT, weight, FOLDER / f"HutongSansSC-{file}.ttf")
        self._known = {weight: self.fonts[FONT.lower() + weight].cmap for weight in ("", "B")}
        self.c_margin = 0
        self.add_page()

    def footer(self) -> None:
        """What the report is, and which page this is."""
        self.set_y(-12)
        self.pen(7.5, QUIET)
        self.cell(WIDTH * 0.8, 4, self.cut(self.foot, WIDTH * 0.8))
        self.cell(WIDTH * 0.2, 4, self.page_words.format(n=self.page_no()), align="R")

    def pen(self, size: float, colour: Colour = INK, bold: bool = False) -> None:
        """Sets how the next texts look; `size` in points."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*colour)

    def shown(self, text: str) -> str:
        """The text with a box for every character that the font does not have."""
        known = self._known["B" if "B" in self.font_style else ""]
        return "".join(letter if letter == "\n" or ord(letter) in known else MISSING for letter in text)

    def cut(self, text: str, room: float) -> str:
        """As much of a one-line text as fits into `room` mm, with a dot where it ends."""
        text = self.shown(" ".join(text.split()))
        if self.get_string_width(text) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.get_string_width(text[:middle].rstrip() + "…") <= room else (low, middle - 1)
        return text[:low].rstrip() + "…" if low else ""

    def write_at(self, x: float, y: float, text: str, room: float, align: str = "L") -> None:
        """One line whose middle is at height `y`, from `x` to the right, cut to `room`."""
        self.set_xy(x, y - 2)
        self.cell(room, 4, self.cut(text, room - 0.2), align=align)

    def lines(self, text: str, height: float, room: float = WIDTH) -> None:
        """A text on as many lines as it needs."""
        self.set_x(MARGIN)
        self.multi_cell(room, height, self.shown(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def needs(self, height: float) -> None:
        """Begins a new page where so much does not fit on this one."""
        if self.will_page_break(height):
            self.add_page()
