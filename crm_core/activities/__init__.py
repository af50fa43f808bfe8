"""What was done with customers: calls, mails, meetings, visits."""
