"""Files of customers, deals and tickets."""
