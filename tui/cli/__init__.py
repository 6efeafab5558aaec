"""The command line as click knows it: words, options and help."""
