"""The story of a step: its beats, with formulas, numbers and the cursor that walks through them."""
