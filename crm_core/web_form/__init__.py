"""Requests from outside: the public form, its route for programs, and what an administrator decides about them."""
