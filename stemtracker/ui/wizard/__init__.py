"""The first start: three doors, and the few questions behind the first of them."""
