"""Who may do what with which rows."""
