"""Plain mode: the workbench as a conversation in lines of text, for screen readers, braille lines and transcripts."""
