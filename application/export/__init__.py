"""Exports: the record in the forms that other people's tools read. Pure mappings; `infrastructure.export` writes the files."""
