"""The record file: the only room that knows SQLAlchemy and SQLite. Frozen records leave it, rows never do."""
