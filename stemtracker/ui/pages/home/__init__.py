"""The Home page: where each license stands, what to do next, and how the hours came together."""

from stemtracker.ui.pages.home.page import HomePage

__all__ = ["HomePage"]
