"""How it is descended: optimizers, schedules, sampling, stopping, single steps and a run's timeline."""
