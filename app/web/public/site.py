"""Files that programs ask for."""
