"""Autoregressive models: what comes next, from what came before."""
