"""The commands of the translation desk: thin skins over `warraq.translation`."""
