"""Two real language models that the pages of this chapter share: SmolLM2, a decoder, and MiniLM, an encoder."""
