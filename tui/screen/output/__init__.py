"""Output to the terminal: frame differences, flow control, SGR styles and signals."""
