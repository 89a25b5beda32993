"""The lesson on generalization: what is learned by heart, and what helps."""

from quiz_app.lessons.lesson import Lesson, LessonPage, NextAction

ASSIGNMENT = "generalization"
OVERFITTING = LessonPage(f"lessons/{ASSIGNMENT}/pages/overfitting.py", "Overfitting", ":material/fitness_center:")
MORE_DATA = LessonPage(f"lessons/{ASSIGNMENT}/pages/more_data.py", "More data", ":material/healing:")

LESSON = Lesson(
    assignment=ASSIGNMENT,
    about="See a network learn its examples by heart, and write what keeps it from that.",
    pages=(OVERFITTING, MORE_DATA),
    trained=NextAction(
        "Watch a network overfit, and cure it",
        "It learns 200 digits by heart. Switch your cures on, one by one, and see what each does for digits that it "
        "has not seen.",
        "To the curves",
        OVERFITTING.file,
    ),
)
