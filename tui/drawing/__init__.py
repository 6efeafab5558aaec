"""Drawing with characters: spans, canvas, wrapping, numbers and charts."""
