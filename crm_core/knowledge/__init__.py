"""What is known, beside the ticket and for those who ask."""
