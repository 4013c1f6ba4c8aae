"""The Leadership page: the career line, roles, contributions and their effects, the ripple, goals."""

from stemtracker.ui.pages.leadership.page import LeadershipPage

__all__ = ["LeadershipPage"]
