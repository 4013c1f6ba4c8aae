"""What people type and how it becomes an activity: reading dates, times and amounts, drafts, and the forms."""
