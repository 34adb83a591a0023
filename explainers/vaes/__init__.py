"""Variational autoencoders: pictures squeezed through a few numbers, so that numbers become pictures."""
