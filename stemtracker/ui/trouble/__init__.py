"""What the window does about trouble with the record's file: on opening, while it is open, and beside it."""
