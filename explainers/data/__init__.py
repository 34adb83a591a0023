"""Bundled data sets. Each carries its origin, its licence and how it was cut."""
