"""Campaigns: for whom, what, when, and what came of it."""
