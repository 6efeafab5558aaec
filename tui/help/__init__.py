"""What the help says: of a pane or a screen, of the keys that do something there, and of every term."""
