"""Commands: one declaration each for both front ends, their dispatcher, and the life of an open scenario."""
