"""What is kept of objects, in PostgreSQL: kept up with the record, read at any moment, and built anew beside what serves."""
