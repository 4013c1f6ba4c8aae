"""What a bad day does to a record: killed while it writes, cut off from power, on a disk that is full."""
