"""Speed and memory, each measured as a ratio to a limit that is taken in the same run on the same machine."""
