"""The parts that Streamlit does not have, each a Python file with its script and style."""

from pages.ui.components.board import board
from pages.ui.components.record_table import clear_selection, record_table, selection

__all__ = ["board", "clear_selection", "record_table", "selection"]
