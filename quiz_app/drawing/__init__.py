"""Drawing a digit: the pad in the browser, and how its strokes become an image like MNIST's."""
