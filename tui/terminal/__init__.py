"""What the terminal and the output streams can do."""
