"""The command line and the terminal screens of gradstep."""
