"""The board, the table and the page of deals."""
