"""The interactive model of an open scenario: runs, snapshots, edits, breakpoints, navigation. No toolkit."""
