"""The commands that need no screen: they read a scenario and write data; nothing in here imports Textual."""
