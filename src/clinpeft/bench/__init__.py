"""How fast this machine runs studies: every number a ratio measured in one go, its two sides in turn."""
