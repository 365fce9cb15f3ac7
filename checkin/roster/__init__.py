"""PURE: from core values to the ranked rows of the roster. No Flask, no SQL, never reads a clock."""
