"""Files on disk: atomic replacement, locks and home folders."""
