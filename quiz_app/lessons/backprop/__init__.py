"""The exercise by hand, with any numbers: its arithmetic, nudging it, and a published spreadsheet with a mistake."""
