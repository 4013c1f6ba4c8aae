"""What comes in and goes out: CSV, archives, PDF pages as pictures. Hostile input is handled here."""
