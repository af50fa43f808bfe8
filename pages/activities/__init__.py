"""What was done and what is next, for the page of a customer or a deal."""
