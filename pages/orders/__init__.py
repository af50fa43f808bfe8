"""Orders: the list, one order, the form, the card on a customer's page."""
