"""Measurements, one command each: `make bench`, or `make bench BENCH=append`."""
