"""Tools for those who work on STEM Tracker; `dev.py` calls them, the program never does."""
