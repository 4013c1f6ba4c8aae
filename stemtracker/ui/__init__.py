"""The window: the only room that knows Qt. Widgets hold ids and frozen records."""
