"""Whether a session may see the class, and what it then sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from quiz_app import access, class_overview, session
from quiz_app.access import Admitted, Door, Guess
from quiz_app.class_overview import ClassScores
from quiz_app.session import taken

if TYPE_CHECKING:
    from grader.classroom.statistics.summary import ClassSummary


def secret(*path: str) -> object:
    """A value in Streamlit's secrets, by its table and key; None if it is not there or there are no secrets."""
    value: object = st.secrets
    try:
        for key in path:
            value = value[key]  # type: ignore[index]
    except (KeyError, TypeError, FileNotFoundError, StreamlitSecretNotFoundError):
        return None
    return value


def signed_in() -> Mapping[str, object]:
    """What the OIDC provider says of who has signed in; empty if nobody has."""
    return st.user.to_dict() if st.user.get("is_logged_in") else {}


def door() -> Door:
    """Where passphrases are tried; one for all sessions."""
    return _door()


def guess() -> Guess | None:
    """The passphrase of this session that waits to be looked at."""
    return cast("Guess | None", st.session_state.get("guess"))


def keep_guess(waiting: Guess | None) -> None:
    """This is the passphrase that waits, in the place of an earlier one."""
    if (earlier := guess()) is not None:
        door().leave(earlier)
    st.session_state["guess"] = waiting


def take_wrong_passphrase(now: bool = False) -> bool:
    """Whether the last passphrase was wrong and this is still to be said. `now`: it is, at the next run."""
    return taken("wrong_passphrase", now)


def is_instructor() -> bool:
    """Whether this browser has shown the passphrase, now or before the page was loaded again."""
    return _admitted().knows(session.browser_token(), _passphrase())


def sees_class() -> bool:
    """Whether the door to the class is open for this session: by the passphrase, or by who has signed in."""
    return is_instructor() or access.is_instructor(signed_in(), secret("instructor", "emails"))


def keep_instructor(yes: bool) -> None:
    """Remember for some hours that an instructor sits at this browser, or no longer."""
    remember = _admitted().admit if yes else _admitted().forget
    remember(session.browser_token(), _passphrase())


def _passphrase() -> str:
    return str(secret("instructor", "passphrase") or "")


def class_summary(assignment: str) -> ClassSummary:
    """The class's statistics, at most a minute old. For instructors.

    Raises:
        CourseError: nothing has been graded yet, or the gradebook cannot be opened.
    """
    return _class_summary(str(session.course().root), assignment)


def class_scores() -> ClassScores:
    """What the gradebook has of the class, at most a minute old. For instructors.

    Raises:
        CourseError: the gradebook cannot be opened.
    """
    return _class_scores(str(session.course().root))


@st.cache_resource(show_spinner="Reading the gradebook …", ttl=60)
def _class_scores(folder: str) -> ClassScores:
    return class_overview.class_scores(session.course())


@st.cache_resource(show_spinner="Reading the class's work …", ttl=60)
def _class_summary(folder: str, assignment: str) -> ClassSummary:
    return class_overview.class_summary(session.course(), session.course().assignment(assignment))


@st.cache_resource(show_spinner=False)
def _admitted() -> Admitted:
    return Admitted()


@st.cache_resource(show_spinner=False)
def _door() -> Door:
    return Door()
