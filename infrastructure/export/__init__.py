"""Exports as files: the record's text from the database, ZIP, Parquet and spreadsheets, each written as a stream."""
