"""The optimizers as people write them: what is right has all points, however odd, and what is wrong loses some."""

from __future__ import annotations

import re

import pytest
from submissions import step_of

from grader.report.report import Report

# What a message says of batches that no single mistake explains.
BATCHES = {
    "almost.py": "a batch is empty",
    "forgetful.py": "the same examples come together for different seeds",
    "halves_of_it.py": "indices are different",
    "one_part_only.py": "followed by the next number",
    "other_methods.py": "indices are different",
    "other_methods_again.py": "followed by the next number",
    "settings_written_in.py": "a batch has 10 indices",
    "shuffled_badly.py": "the same examples come together for different seeds",
    "signs_and_brackets.py": "are there",
    "the_copy_used.py": "all epochs would be alike",
    "where_epsilon_stands.py": "are there",
}


@pytest.mark.parametrize("name", BATCHES)
def test_what_is_wrong_with_batches_is_said(wrong_ones: dict[str, Report], name: str) -> None:
    message = step_of(wrong_ones[name], "minibatches").message
    assert message is not None
    assert BATCHES[name] in message.where


def test_no_message_gives_an_expected_value_away(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        for result in report.steps:
            found = f"{result.message.what} {result.message.where}" if result.message else ""
            found = re.sub(r"Each is \S+ times|to within \S+ per cent|not even 2\.0", "", found)
            assert re.findall(r"\d\.\d|array\(|Traceback", found) == []
