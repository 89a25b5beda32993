"""The lesson on backpropagation: the exercise by hand with any numbers, and training on handwritten digits."""

from quiz_app.lessons.lesson import Lesson, LessonPage, NextAction

ASSIGNMENT = "backprop"
_PAGES = f"lessons/{ASSIGNMENT}/pages"
BY_HAND = LessonPage(f"{_PAGES}/by_hand.py", "By hand", ":material/edit:")
TRAIN = LessonPage(f"{_PAGES}/train.py", "Train", ":material/trending_down:")
COMPARE = LessonPage(f"{_PAGES}/compare.py", "Compare", ":material/compare_arrows:")
DRAW = LessonPage(f"{_PAGES}/draw.py", "Draw", ":material/draw:")

LESSON = Lesson(
    assignment=ASSIGNMENT,
    about=(
        "Work out one gradient after another with small numbers, write each as a function, then let your functions "
        "learn to read handwritten digits."
    ),
    pages=(TRAIN, COMPARE, DRAW),
    by_hand=BY_HAND,
    train=NextAction(
        "Train your network",
        "Your twelve functions are right. Let them learn to read handwritten digits while you watch.",
        "Train it",
        TRAIN.file,
    ),
    trained=NextAction(
        "Draw a digit for your network", "Your functions read handwritten digits now.", "Draw", DRAW.file
    ),
    first_mistake="dL_dz2:no-mask",
    compared_mistakes=("dL_dz2:no-mask", "dL_dz3:not-divided", "update:uphill"),
)
