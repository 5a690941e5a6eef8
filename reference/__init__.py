"""Writes the pages of `docs/` and the manual page that say what the code says: `python -m reference`."""
