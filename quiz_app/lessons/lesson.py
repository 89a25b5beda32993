"""What a lesson is: its pages, and what other pages say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class NextAction:
    """One thing to do.

    Attributes:
        title: it, in a few words.
        text: why, or how, in a sentence or two of plain text.
        button: what its button says; "" where there is nothing to press.
        page: the page that the button opens, and `query` what it opens there.
    """

    title: str
    text: str
    button: str = ""
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LessonPage:
    """A page of a lesson: its file, as Streamlit's links name it, its title and its icon."""

    file: str
    title: str
    icon: str


@dataclass(frozen=True)
class Lesson:
    """What the app has for one assignment beside the pages that every assignment has.

    Attributes:
        assignment: its name.
        about: what one does in it, in a sentence, for the home page.
        pages: its pages in the menu, in their order.
        by_hand: the page that works out each step with numbers; a step's number is in its address. None: it has none.
        train: what to do when every step is right and nothing was trained yet; its page begins a training.
            None: the lesson has no training of its own.
        trained: what to do when every step is right, after a training where there is one. None: nothing special.
        first_mistake: id of the known mistake that the choice of one begins with.
        compared_mistakes: ids of those that a comparison begins with.
    """

    assignment: str
    about: str
    pages: tuple[LessonPage, ...] = ()
    by_hand: LessonPage | None = None
    train: NextAction | None = None
    trained: NextAction | None = None
    first_mistake: str = ""
    compared_mistakes: tuple[str, ...] = ()
