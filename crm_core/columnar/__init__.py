"""A copy of orders and customers by columns, for sums over all of them."""
