"""Rules of one's own, what a district adds, and newer texts: written in forms, seen before they are used."""
