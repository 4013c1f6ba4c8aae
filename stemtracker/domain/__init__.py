"""The nouns as frozen records, and the arithmetic of hours and days. Standard library only."""
