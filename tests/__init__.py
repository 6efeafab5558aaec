"""The tests of gradstep, laid out as the packages are."""
