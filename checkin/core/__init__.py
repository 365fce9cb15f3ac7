"""The protocol, pure: imports only the standard library and itself, and never reads a clock."""
