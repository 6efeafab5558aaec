"""The network on the stage."""
