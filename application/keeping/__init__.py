"""Keeping: the states of objects as versions in both times, so that no read has to fold the record from its beginning."""
