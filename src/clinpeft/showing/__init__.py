"""What pages show of a task's text, of its floor, and of what a method puts into a model."""
