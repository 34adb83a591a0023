"""What the chapter's pages about pictures share: letters as tensors, blocks, the training loop, measures."""
