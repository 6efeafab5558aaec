"""Views: which panes are shown, and where."""
