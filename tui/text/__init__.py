"""Text: notation, ASCII, Markdown, number input, untrusted text and the glossary."""
