"""What the company sells, as far as deals need it."""
