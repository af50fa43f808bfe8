"""The import wizard: file, headings, values, preview, result."""
