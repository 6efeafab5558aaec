"""What gradstep costs, measured against what it stands beside; `python -m benchmarks` runs all of it."""
