"""Mail that comes in: into its ticket, its campaign, or a ticket of its own."""
