"""What the next months will bring, and what came of earlier forecasts."""
