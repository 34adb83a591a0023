"""How do you make a picture out of noise? Diffusion and flow matching in the plane, learned and exact."""
