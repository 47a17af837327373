"""Exports as files: the records from the database, ZIP, Parquet and spreadsheets, each written as a stream."""
