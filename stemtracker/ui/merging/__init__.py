"""Two copies of a record side by side: what differs in words, what the person decides, the window that merges."""
