"""Pages: the reads of the application as pages for the people who decide. They have no rules of their own."""
