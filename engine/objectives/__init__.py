"""Objectives: differentiable functions of one flat parameter vector, as networks or as expressions."""
