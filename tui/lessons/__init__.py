"""Lessons: the script of a scenario and its playback."""
