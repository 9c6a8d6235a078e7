"""What the archive gives out beside its pages: stylesheets, fonts and files."""
