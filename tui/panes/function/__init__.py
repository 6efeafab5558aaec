"""A function on the stage: curve, contour map or graph."""
