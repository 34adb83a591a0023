"""A new page from a template: `make page chapter=vaes name=beta`."""
