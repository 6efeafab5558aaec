"""Modal dialogs; each returns a value and never changes the model."""
