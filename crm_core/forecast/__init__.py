"""What the next months will bring, and how good earlier forecasts were."""
