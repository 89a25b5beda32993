"""Settings of a small network that trains for as long as a test may need, and who watches."""

from pathlib import Path

from quiz_app.training.settings import Settings

ROOT = Path(__file__).parents[2]
LONG = Settings(epochs=100_000, batch_size=50, learning_rate=0.1, hidden=(16, 12), falling=False)


class Watchers:
    """Who is there."""

    def __init__(self) -> None:
        self.present = {"ada", "ben"}
