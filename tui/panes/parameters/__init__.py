"""The parameters pane."""
