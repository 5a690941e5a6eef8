"""Benchmarks: figures beside yardsticks measured in the same run."""
