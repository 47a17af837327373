"""Proof that nobody touched the record: an RFC 6962 tree over its bytes, signed checkpoints, and what verifies them offline.

Pure: no I/O, no clock. Formats are the public ones of c2sp.org, so that other people's tools can check ours.
"""
