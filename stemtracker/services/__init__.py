"""What the program can do, one module per noun; every write returns Changes."""
