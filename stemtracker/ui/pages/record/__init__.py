"""The Record page: the educator, their licenses, the look, what comes in and goes out, the file, its history."""

from stemtracker.ui.pages.record.page import RecordPage

__all__ = ["RecordPage"]
