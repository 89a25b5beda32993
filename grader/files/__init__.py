"""Files and folders: found without trust, written whole, and kept before they are overwritten."""
