"""Mail that comes in: read whatever its state, and brought to its ticket, campaign or address."""
