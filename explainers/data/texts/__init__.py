"""Real texts in English to learn from."""
