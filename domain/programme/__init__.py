"""Programme: the shared strategy: its name, its principles, its service areas, and when contracts need consent."""
