"""What a step means: its story, its symbols, its checks, and the explanation of a run that diverges."""
