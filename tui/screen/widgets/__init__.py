"""Widgets that know nothing of training: they show what they are given."""
