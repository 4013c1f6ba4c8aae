"""`python -m stemtracker` and the installed command: the window, or a sub-command."""

from __future__ import annotations

import sys

from stemtracker.cli import main

if __name__ == "__main__":
    sys.exit(main())
