"""The kinds of paper, in the order in which they are offered."""

from __future__ import annotations

from stemtracker.ui.pages.documents.packet import PACKET
from stemtracker.ui.pages.documents.portfolio import PORTFOLIO
from stemtracker.ui.pages.documents.transcript import TRANSCRIPT

KINDS = (TRANSCRIPT, PORTFOLIO, PACKET)
