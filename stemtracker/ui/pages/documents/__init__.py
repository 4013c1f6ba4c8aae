"""Documents: the papers made from the record, seen as they will be, saved and printed."""

from stemtracker.ui.pages.documents.page import DocumentsPage

__all__ = ["DocumentsPage"]
