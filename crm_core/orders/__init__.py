"""Orders, their lines and states; prices and rates of exchange."""
