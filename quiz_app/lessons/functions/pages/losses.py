"""Losses: how hard each pulls when a network is sure and wrong, and when an example is far off."""

from collections.abc import Callable, Sequence

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look, session
from quiz_app.charts.chart import Chart
from quiz_app.laboratory.blocks import Loss
from quiz_app.laboratory.openings import needed_by
from quiz_app.lessons.functions import LESSON
from quiz_app.lessons.functions.asking import files_to_ask, settings_of
from quiz_app.lessons.functions.loss_charts import (
    error_in_words,
    pulls_chart,
    sure_and_wrong_in_words,
    values_chart,
)
from quiz_app.lessons.functions.losses import Pull, locked, of_an_error, sure_and_wrong
from quiz_app.training.program import ENGINE
from quiz_app.views import whose_files
from quiz_app.views.locked import say_what_is_checked, say_what_is_locked, say_which_stand_in


def asked_for(losses: Sequence[Loss], ask: Callable[[Loss], Pull | str | None]) -> list[Pull]:
    """The curves that there are; why another one cannot be drawn is said."""
    found = []
    for loss in losses:
        answer = ask(loss)
        if isinstance(answer, str):
            st.warning(look.plain(answer), icon=":material/error:")
        elif answer is not None:
            found.append(answer)
    return found


def draw(charts: Sequence[Chart], sentences: Sequence[str], key: str) -> None:
    for place, (column, chart) in enumerate(zip(st.columns(2, gap="medium"), charts, strict=True)):
        with column:
            st.vega_lite_chart(chart.spec, alt=chart.alt, key=f"{key}-{place}", width="stretch")
    for sentence in sentences:
        st.markdown(look.plain(sentence))


def draw_sure_and_wrong() -> None:
    st.header("Sure, and wrong", anchor=False)
    st.caption(
        "One example of class 1. Its score is z, that of the other class -z: on the left the network is sure of the "
        "wrong class. Activation, loss and both gradients are yours."
    )
    names = [name for name, block in shelf.blocks.items() if block.is_activation and not block.settings]
    names = [name for name in names if not shelf.blocks[name].forward[0].function.startswith(ENGINE)]
    outputs = [name for name in names if not locked(shelf, usable, name)]
    open_ones = [loss for name, loss in drawn.items() if not loss.settings and not locked(shelf, usable, name)]
    if not outputs or not open_ones:
        return
    output = st.segmented_control(
        "Activation at the end",
        outputs,
        default=outputs[0],
        required=True,
        format_func=lambda name: shelf.blocks[name].title,
        key=f"losses-output-{' '.join(outputs)}",
    )
    z = st.slider("Look at z", -6.0, 6.0, -5.0, 0.5, key="losses-z")
    pulls = asked_for(open_ones, lambda loss: sure_and_wrong(loss, shelf.blocks[output], asked, {}))
    odd = [pull.title for pull in pulls if not pull.finite]
    pulls = [pull for pull in pulls if pull.finite]
    if odd:
        st.caption(f"Not drawn, since it is not finite behind this activation: {', '.join(map(look.plain, odd))}.")
    if pulls:
        dark, x = look.dark(), "score z of the right class"
        sentences = sure_and_wrong_in_words(pulls, z) + [said for pull in pulls if (said := pull.contradiction())]
        draw([values_chart(pulls, x, dark=dark), pulls_chart(pulls, x, dark=dark)], sentences, "losses-sure")


def draw_errors() -> None:
    open_ones = [loss for name, loss in drawn.items() if not locked(shelf, usable, name)]
    if not open_ones:
        return
    st.header("Far off", anchor=False)
    st.caption(
        "A network that predicts a number is off by an error. A loss with a limit stands between two worlds: small "
        "errors count as squares, large ones by their size. Move the limit."
    )
    settings = {loss.name: settings_of(loss.settings, f"losses-{loss.name}") for loss in open_ones}
    error = st.slider("Look at an error of", 0.5, 6.0, 5.0, 0.5, key="losses-error")
    pulls = asked_for(open_ones, lambda loss: of_an_error(loss, asked, settings[loss.name]))
    pulls = [pull for pull in pulls if pull.even]
    if pulls:
        dark, x = look.dark(), "error: predicted minus right"
        sentences = error_in_words(pulls, error) + [said for pull in pulls if (said := pull.contradiction())]
        draw([values_chart(pulls, x, dark=dark), pulls_chart(pulls, x, dark=dark)], sentences, "losses-far")


session.choose_assignment(LESSON.assignment)
look.page(
    "Losses",
    "A loss says how wrong a network is, and its gradient how hard that pulls. Guess first: a network is sure, and "
    "wrong. By which loss does it learn more?",
    wide=True,
)
mine = whose_files.draw()
works = session.all_work()
shelf = laboratory.at_hand()
usable = laboratory.usable(works)
asked = files_to_ask(works)
drawn = {name: loss for name, loss in shelf.losses.items() if loss.takes_output}
checking = [work for work in works.values() if mine and work.status == "checking"]
if checking:
    say_what_is_checked(checking)
else:
    say_what_is_locked(locked(shelf, usable, *drawn))
    say_which_stand_in(needed_by(drawn, shelf))
draw_sure_and_wrong()
draw_errors()
if asked.pending:
    st.caption("Asking your functions …")
asked.wait()
for work in checking:
    session.follow(work)
