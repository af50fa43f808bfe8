"""Rows → what will happen to each, and making it happen by the commands of the features."""
