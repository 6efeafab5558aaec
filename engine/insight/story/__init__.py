"""The story of a step: its beats with formulas and numbers, and the cursor that moves through them."""
