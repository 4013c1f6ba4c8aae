"""Small reusable pieces: they know the theme and the nouns, never the record."""
