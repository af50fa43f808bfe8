"""Tables, engines and migrations. Nothing here knows rights, rules or screens."""
