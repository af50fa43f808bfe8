"""The sentence of every kind of notice. Texts are message ids; whoever shows them translates."""
SENTENCES: dict[str, str] = {}
