"""A run as data: records, JSON, CSV, tables and text."""
