"""What stands between the network and the pages: the guard, and the routes around signing in."""
