"""What people do wrong."""

import numpy as np

from grader.functions import Mistake


def sum_of_norms(gradients):
    return sum(np.sqrt(np.sum(gradient**2)) for gradient in gradients)


def root_forgotten(gradients):
    return sum(np.sum(gradient**2) for gradient in gradients)


def first_alone(gradients):
    return np.sqrt(np.sum(gradients[0] ** 2))


def each_by_itself(gradients, max_norm):
    norms = [np.sqrt(np.sum(gradient**2)) for gradient in gradients]
    clipped = [gradient * min(1.0, max_norm / norm) for gradient, norm in zip(gradients, norms, strict=True)]
    return clipped, np.sqrt(sum(norm**2 for norm in norms))


def always_scaled(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    return [gradient * max_norm / norm for gradient in gradients], norm


def norm_after(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    return [gradient * min(1.0, max_norm / norm) for gradient in gradients], min(norm, max_norm)


def not_shuffled(n, rng):
    return np.arange(n)


def with_replacement(n, rng):
    return rng.integers(n, size=n)


def another_generator(n, rng):
    return np.random.permutation(n)


MISTAKES = (
    Mistake(
        "total_norm",
        sum_of_norms,
        name="sum of norms",
        looks_like="the norm of each array is taken first, and these are added up",
        why="Norms do not add up as lengths on a line do.",
        next="Take [3.] and [4.]. The two are one vector: how long is it?",
    ),
    Mistake(
        "total_norm",
        root_forgotten,
        name="root forgotten",
        looks_like="the squares are added up, and no root is taken of the sum",
        why="The last step of a long formula is easily left out.",
        next="Take [3.] and [4.]. What is left to do with 25?",
    ),
    Mistake(
        "total_norm",
        first_alone,
        name="first array alone",
        looks_like="the first array is looked at, and none of the others",
        why="Tests with a list of one array cannot see it.",
        next="Call it with two arrays, and change the second one.",
    ),
    Mistake(
        "clip",
        each_by_itself,
        name="each by itself",
        looks_like="each array is scaled by a factor of its own",
        why="Then the direction of the whole step changes.",
        next="Clip [3.] and [4.] to 2.5. Which factor do both have?",
    ),
    Mistake(
        "clip",
        always_scaled,
        name="always scaled",
        looks_like="gradients that are short enough are made longer",
        why="The formula is right for long gradients. Short ones stay as they are.",
        next="Clip [3.] and [4.] to 10. What should come out?",
    ),
    Mistake(
        "clip",
        norm_after,
        name="norm after clipping",
        looks_like="the norm that comes back is that of the clipped gradients",
        why="People who watch their training want to know how long the gradients were.",
        next="Clip [3.] and [4.] to 2.5. What was their norm before?",
    ),
    Mistake(
        "shuffled",
        not_shuffled,
        name="not shuffled",
        looks_like="the indices come in their old order",
        why="The generator is there, and nothing is drawn from it.",
        next="Call it with two different generators and look at the orders.",
    ),
    Mistake(
        "shuffled",
        with_replacement,
        name="drawn with replacement",
        looks_like="each index is drawn from all n again",
        why="Random numbers below n look like a random order.",
        next="Sort what comes back. Is each index there?",
    ),
    Mistake(
        "shuffled",
        another_generator,
        name="not from rng",
        looks_like="the order comes from another generator",
        why="np.random has a generator of its own that is always at hand.",
        next="Call it with two generators of one seed. Are the orders the same?",
    ),
)
