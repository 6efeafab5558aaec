"""The data pane."""
