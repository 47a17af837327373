"""How people and programs reach the ledger: HTTP and the command line. Thin."""
