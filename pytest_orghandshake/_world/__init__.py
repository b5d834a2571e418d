"""The simulated world: accounts, organizations, handshakes and time. It imports none of the packages above it."""
