"""Mail on its way out: rows with a state, sent after what caused them is stored."""
