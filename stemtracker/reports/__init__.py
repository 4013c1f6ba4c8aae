"""Plain data -> semantic blocks -> PDF: the only room that knows reportlab."""
