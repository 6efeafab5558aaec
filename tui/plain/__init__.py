"""Plain mode: a text interface of lines and a prompt, for screen readers, braille displays and transcripts."""
