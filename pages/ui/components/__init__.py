"""The parts that Streamlit does not have, each a Python file with its script and style."""

from pages.ui.components.board import board
from pages.ui.components.left_fields import left_fields
from pages.ui.components.mount import happened
from pages.ui.components.record_list import record_list
from pages.ui.components.record_table import clear_selection, record_table, selection
from pages.ui.components.screen import narrow
from pages.ui.components.stage_path import stage_path
from pages.ui.components.timeline import timeline

__all__ = ["board", "clear_selection", "happened", "left_fields", "narrow", "record_list", "record_table", "selection", "stage_path", "timeline"]
