"""Files of customers and deals."""
