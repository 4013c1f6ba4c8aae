"""Bringing a spreadsheet in: choose, map the columns, look at each row's verdict, take, report."""
