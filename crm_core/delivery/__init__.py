"""Going to the mail servers and back: the loops that send and fetch, and trying a connection by hand."""
