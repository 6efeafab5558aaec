"""The help: the page of a pane or a screen, its keys, and all terms."""
