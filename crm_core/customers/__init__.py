"""Customers: companies and people, their contacts, activities and next steps."""
