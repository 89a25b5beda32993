"""More data: what helps a network that learns by heart, each cure beside the others."""

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session, training_session
from quiz_app.charts.more_data import cures_chart
from quiz_app.laboratory.more_data import ALL, FEW, STEPS, UNITS, cures, in_words
from quiz_app.laboratory.openings import called_by, missing
from quiz_app.lessons.generalization import LESSON
from quiz_app.runs.download import at_hand
from quiz_app.runs.job import Job, Until
from quiz_app.runs.progress import RunView
from quiz_app.views import trials_live, whose_files
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked, say_what_stands_in
from quiz_app.views.run_buttons import draw_buttons, say_news
from quiz_app.views.training_live import Words, show

SLICE_SECONDS = 60.0  # as long as the sandbox may need to take in the largest set


def draw_cures(view: RunView, words: Words) -> None:
    """The picture, and what helped."""
    show(cures_chart(view.lanes, dark=look.dark()), words, "cures")
    if view.status != "ended":
        st.caption(f"{trials_live.ended(view)} of {len(view.lanes)} have ended.")
        return
    for sentence in in_words([lane.label for lane in view.lanes], view.lanes):
        st.markdown(look.plain(sentence))


session.choose_assignment(LESSON.assignment)
look.page(
    "More data",
    f"A network that sees {FEW} images learns them by heart, and reads others badly. What helps it: more of them, "
    "the same ones shifted, or one of your cures?",
)
mine = whose_files.draw()
works = session.all_work()
passing = laboratory.usable(works)
shelf = laboratory.at_hand()
everything = at_hand(session.course())
current = training_session.current_run("cures")
if current is None:
    training_session.prepare()
view = current.view if current else None
known = cures(shelf, all_digits=everything)
needs = {cure.title: called_by(cure.experiment, shelf) for cure in known}
usable = [cure for cure in known if not missing(needs[cure.title], passing)]
checking = [work for work in works.values() if mine and work.status == "checking"]
if checking:
    say_what_is_checked(checking)
else:
    called = sorted({name for needed in needs.values() for name in needed})
    say_what_is_locked(missing(called, passing), "the cures call")
    say_what_stands_in(called, "a cure")
st.caption(
    f"All of them: {UNITS} hidden units, the same first weights, {STEPS:,} steps. "
    + ("" if everything else f"All {ALL:,} images of MNIST are not at hand here. Where they are, they take part.")
)


def start(until: Until | None) -> None:
    """Begin with all cures that can be used."""
    lanes = laboratory.lanes_of((cure.title, cure.experiment) for cure in usable)
    job = Job(
        lanes,
        "full" if everything else "bundled",
        session.course().root,
        LESSON.assignment,
        slice_seconds=SLICE_SECONDS,
        page="cures",
        at_once=1,  # the largest of them needs much memory
    )
    training_session.start("cures", job, until)


able = not checking and bool(usable) and usable[0] is known[0]
draw_buttons(current, view.status if view else "", start, able=able, key="cures-controls", whole=True)
say_news("cures")
if current is not None and view is not None:
    trials_live.draw_live(current, view, draw_cures)
for work in checking:
    session.follow(work)
