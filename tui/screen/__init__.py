"""The whole screens: picker, workbench, go to, help."""
