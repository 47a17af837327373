"""Board: what the joint board decides about meetings, notes, dispensations and corrections."""
