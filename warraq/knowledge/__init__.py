"""What the archive knows: the bodies that briefs name and the documents that they cite."""
