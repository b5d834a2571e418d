"""What a person reads: messages, calls and findings."""
