"""Commands without a screen: they read a scenario and write data, and never import Textual."""
