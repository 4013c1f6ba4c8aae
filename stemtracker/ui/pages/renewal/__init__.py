"""The Renewal page: where a license stands and why, from the verdict down to every reason of every line."""

from stemtracker.ui.pages.renewal.page import RenewalPage

__all__ = ["RenewalPage"]
