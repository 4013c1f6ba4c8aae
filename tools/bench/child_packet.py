"""A process that binds one packet and says how much memory that took. Arguments: begin, record, file to write."""

from __future__ import annotations

import sys
from pathlib import Path

from stemtracker.services import packets, workspace
from tools.bench.child_report import report


def main() -> None:
    """Bind it."""
    ws = workspace.open_record(Path(sys.argv[2]), read_only=True)
    data = packets.gather(ws, packets.PacketOptions(packets.choices(ws)[0].id))
    pages = packets.save(ws, data, Path(sys.argv[3]))
    workspace.close(ws)
    report(accepted=pages > 0)


if __name__ == "__main__":
    main()
