"""Who agreed to get marketing mail, and who refused: a log to which rows are only added."""
