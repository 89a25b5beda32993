"""The lesson on activations and losses: pages that draw the student's own."""

from quiz_app.lessons.lesson import Lesson, LessonPage, NextAction

ASSIGNMENT = "functions"
ACTIVATIONS = LessonPage(f"lessons/{ASSIGNMENT}/pages/activations.py", "Activations", ":material/show_chart:")
LOSSES = LessonPage(f"lessons/{ASSIGNMENT}/pages/losses.py", "Losses", ":material/target:")

LESSON = Lesson(
    assignment=ASSIGNMENT,
    about="Write the bends between layers and the measures of an error, and see what each does to a gradient.",
    pages=(ACTIVATIONS, LOSSES),
    trained=NextAction(
        "Look at your activations and losses",
        "Where is each one flat, and what is left of a gradient then?",
        "To the curves",
        ACTIVATIONS.file,
    ),
)
