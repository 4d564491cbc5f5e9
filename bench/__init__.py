"""Benchmarks: each measures the site against a floor that it builds itself."""
