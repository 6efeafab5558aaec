"""Sessions: the journal of everything done with a scenario, its files, and its replay."""
