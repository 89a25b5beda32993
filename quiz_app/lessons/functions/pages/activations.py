"""Activations: the student's own, with their slopes, where they are flat, and what twenty of them leave."""

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session
from quiz_app.lessons.functions import LESSON, activations
from quiz_app.lessons.functions.asking import files_to_ask
from quiz_app.views import whose_files
from quiz_app.views.locked import say_what_is_checked

session.choose_assignment(LESSON.assignment)
look.page(
    "Activations",
    "Your activation and your derivative, drawn from your own code, beside the slope that is measured. Where is it "
    "flat, and what is left of a gradient after twenty layers?",
    wide=True,
)
mine = whose_files.draw()
works = session.all_work()
asked = files_to_ask(works)
checking = [work for work in works.values() if mine and work.status == "checking"]
say_what_is_checked(checking)
activations.draw(laboratory.at_hand(), laboratory.usable(works), asked)
asked.wait()
for work in checking:
    session.follow(work)
