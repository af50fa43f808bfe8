"""How satisfied customers were: asked once by a signed link."""
