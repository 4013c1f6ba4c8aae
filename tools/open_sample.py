"""Open the window on the program's own sample record, made anew the first time; `dev.py run --sample` calls it."""

from __future__ import annotations

import sys

from stemtracker import app, paths


def main() -> int:
    """Make the sample where the program keeps it, then open it."""
    path = paths.data() / "Sample record.stemtracker"
    if not path.exists():
        from stemtracker.services import sample, workspace

        path.parent.mkdir(parents=True, exist_ok=True)
        workspace.close(sample.build(path))
    return app.main([str(path)])


if __name__ == "__main__":
    sys.exit(main())
