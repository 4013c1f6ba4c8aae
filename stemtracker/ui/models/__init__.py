"""Table models over ids and frozen records. Neighbors: `pages` show them, `services` fill them."""
