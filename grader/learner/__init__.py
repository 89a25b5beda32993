"""The learner's loop: attempts and hints, re-checking on save, putting a stub back."""
