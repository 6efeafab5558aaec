"""Gradient descent: optimizers, schedules, sampling, stopping criteria, single steps and a run's timeline."""
