"""What the service does with decisions: take a command, replay the record, answer the boards' questions."""
