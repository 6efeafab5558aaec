"""Analyses of runs and objectives: divergence, gradient check, symbolic calculus, conditions."""
