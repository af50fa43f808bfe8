"""Reports: one file each, SQL aggregates in, small DataFrames out."""
