"""Service tickets: from the request to the archive, within their limits of time."""
