"""Pages for people outside: no account, no cookie, signed links."""
