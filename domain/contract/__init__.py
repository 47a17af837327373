"""Contract: from registration to natural conclusion."""
