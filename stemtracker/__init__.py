"""STEM Tracker: one lifelong record of professional development, and what each license asks of it."""

__version__ = "0.1.0"
