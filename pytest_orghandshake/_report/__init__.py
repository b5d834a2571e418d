"""What people read in a report: messages, calls and findings."""
