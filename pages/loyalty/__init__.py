"""Points, tiers and rewards."""
