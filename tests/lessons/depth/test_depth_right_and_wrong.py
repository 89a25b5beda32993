"""Deep networks as people write them: what is right has all points, however odd, and what is wrong loses some."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from submissions import FIXTURES, step_of

from grader.report.report import Report

ReportsOf = Callable[[str, Iterable[Path]], dict[str, Report]]

FOLDER = FIXTURES / "depth"

# What a message says of first weights that no single mistake explains.
WEIGHTS = {
    "drawn_badly.py": "5.9 % of the numbers are farther from 0 than twice their usual size",
    "halves_of_it.py": "times 2 / (n_in + n_out)",
    "looks_random.py": "of the numbers are farther from 0 than twice their usual size",
    "one_part_only.py": "units with equal weights stay alike for ever",
    "other_methods.py": "The numbers are uniform",
    "almost.py": "The numbers lie around a positive number",
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_is_wrong_with_first_weights_is_said(wrong_ones: dict[str, Report], name: str) -> None:
    message = step_of(wrong_ones[name], "xavier_init").message
    assert message is not None
    assert WEIGHTS[name] in message.where


def test_a_wrong_batch_norm_that_is_called_is_to_be_mended_first(reports_of: ReportsOf, tmp_path: Path) -> None:
    text = (FOLDER / "unusual" / "call_each_other.py").read_text(encoding="utf-8")
    wrong = text.replace("return gamma * (z - z.mean(axis=0))", "return 2 * gamma * (z - z.mean(axis=0))")
    (tmp_path / "depth.py").write_text(wrong, encoding="utf-8")
    (report,) = reports_of("depth", [tmp_path / "depth.py"]).values()

    assert step_of(report, "batch_norm").outcome == "failed"
    message = step_of(report, "dL_dgamma").message
    assert message is not None
    assert "Mend `batch_norm` first" in message.next


def test_no_message_gives_an_expected_value_away(wrong_ones: dict[str, Report]) -> None:
    for report in wrong_ones.values():
        for result in report.steps:
            if result.message and not result.step.function.endswith("_init"):  # those say how far off a variance is
                found = f"{result.message.what} {result.message.where}"
                found = re.sub(r"Each is \S+ times|to within \S+ per cent", "", found)
                assert re.findall(r"\d\.\d|array\(|Traceback", found) == []
