"""Feedback for students: an autograded notebook and the gradebook's points -> one small page, loaded from nowhere."""
