"""Opportunities on their way through a pipeline."""
