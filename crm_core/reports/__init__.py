"""Reports: SQL aggregates as small DataFrames, one file per report."""
