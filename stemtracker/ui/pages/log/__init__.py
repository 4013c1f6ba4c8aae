"""The Log page: all activities, found at once, edited beside the list."""

from stemtracker.ui.pages.log.page import LogPage

__all__ = ["LogPage"]
