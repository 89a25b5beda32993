"""The lesson on optimizers: a race of those that are written."""

from quiz_app.lessons.lesson import Lesson, LessonPage, NextAction

ASSIGNMENT = "optimizers"
RACE = LessonPage(f"lessons/{ASSIGNMENT}/pages/race.py", "Race", ":material/flag:")

LESSON = Lesson(
    assignment=ASSIGNMENT,
    about="Write better ways to move the weights than a plain step downhill, and let them race each other.",
    pages=(RACE,),
    trained=NextAction(
        "Let your optimizers race",
        "They go down the same hill from the same place. Who arrives first, and by which way?",
        "To the race",
        RACE.file,
    ),
)
