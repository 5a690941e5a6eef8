"""Incident tracking without a server: files in git, validated history, a static site."""
