"""How much an import file may hold; beyond this the reader says one clear sentence."""

FILE_BYTES = 50 * 1024 * 1024
ROWS = 200_000
COLUMNS = 200
CELL_CHARACTERS = 32_767  # what a spreadsheet cell can hold

# A spreadsheet is an archive: what it may unpack to, and how many parts it may have.
UNPACKED_BYTES = 400 * 1024 * 1024
ARCHIVE_ENTRIES = 2_000
SHEETS = 100
CELLS = 8_000_000
OLD_SPREADSHEET_BYTES = 30 * 1024 * 1024
