"""DataFrame → plotly figure, one file per report."""
