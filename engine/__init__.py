"""The mathematics of gradstep: objectives, descent, insight. No input or output, no clock, no printing."""
