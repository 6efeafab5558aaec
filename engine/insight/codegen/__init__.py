"""Runs written as programs: NumPy and PyTorch code."""
