"""Pictures: what a board sees at a glance, drawn on the server as SVG, each with its words and its table."""
