"""The Networks page: memberships and what they earned, contacts, advice, mentoring, and the four aims."""

from stemtracker.ui.pages.networks.page import NetworksPage

__all__ = ["NetworksPage"]
