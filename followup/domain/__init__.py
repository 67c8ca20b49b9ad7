"""What people and the clock do with planned contacts and reminders."""
