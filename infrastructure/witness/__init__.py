"""Witnesses: what one stands on that other people run, and how the ledger asks them."""
