"""Bayesian models: beliefs as distributions, changed by data."""
