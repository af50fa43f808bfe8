"""What can be imported, and by which headings its fields are known."""
