"""The scenario format: its model, its loader and errors, its JSON schema, and the bundled scenarios."""
