"""What is descended: differentiable functions of one flat parameter vector, networks or expressions."""
