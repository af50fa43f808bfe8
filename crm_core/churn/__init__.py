"""Customers in danger: warned, deferred, confirmed, recovered."""
