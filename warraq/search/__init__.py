"""What a reader's search finds: how words are folded before they are compared."""
