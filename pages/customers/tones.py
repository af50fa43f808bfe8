"""One colour for a lifecycle stage everywhere."""
LIFECYCLE = {
    "prospect": "blue", "lead": "blue", "active": "green", "at_risk": "orange", "dormant": "gray", "lost": "red",
}
