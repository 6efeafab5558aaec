"""Everything that reads what strangers wrote, each as a function of bytes that fails only by a mistake of our own."""
