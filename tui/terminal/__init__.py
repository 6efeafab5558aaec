"""What lies between the screen and the wire: the terminal's abilities, changed cells, pace, clean text."""
