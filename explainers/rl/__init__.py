"""Reinforcement learning: models that learn from what they are paid for."""
