"""What is: accounts, organizations, handshakes and time. It imports nothing of ours above it."""
