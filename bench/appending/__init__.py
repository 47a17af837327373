"""Parts of the bench of appends."""
