"""Parts of the bench of replay."""
