"""Foundations: what the rest of the course takes for granted."""
