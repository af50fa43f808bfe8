"""One colour for each segment, everywhere."""
SEGMENTS = {
    "champions": "green", "loyal": "green", "promising": "blue", "new": "blue", "attention": "orange", "at_risk": "orange",
    "cannot_lose": "red", "asleep": "gray",
}  # fmt: skip
