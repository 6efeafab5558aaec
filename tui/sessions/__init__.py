"""Sessions: everything a person does with a scenario, kept as it is done, and done again to go on there."""
