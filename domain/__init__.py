"""What boards decide: decisions, aggregates and rules. Pure: no I/O, no clock, no framework."""
