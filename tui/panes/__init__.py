"""The panes of the workbench, each a function of the moment that it is given."""
