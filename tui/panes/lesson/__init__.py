"""The lesson: what the scenario says at the position that is shown."""
