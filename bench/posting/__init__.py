"""Parts of the bench of posted commands."""
