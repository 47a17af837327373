"""What the service stands on: the event store, the embedded server, identity, import and settings."""
