"""1/N in another place than here costs one step, if it is consistent; and what all steps say together."""

from __future__ import annotations

import pytest
from submissions import FIXTURES, GradeFiles, step_of

from grader.report.report import CONTRADICTION, Report

RIGHT = (
    (FIXTURES / "one_mistake.py")
    .read_text(encoding="utf-8")
    .replace("    return dL_da2\n", "    return dL_da2 * (z2 > 0)\n")
)
NOT_DIVIDED = {"(y_pred - y_target) / len(y_pred)": "y_pred - y_target"}
PRODUCTS = [f"return dL_dz{k}.T @ {inputs}" for k, inputs in ((3, "a2"), (2, "a1"), (1, "X"))]
WEIGHTS = {product: f"{product} / len({product.rpartition(' ')[2]})" for product in PRODUCTS}
BIASES = {f"return dL_dz{k}.sum(axis=0)": f"return dL_dz{k}.mean(axis=0)" for k in (3, 2, 1)}
EVERYWHERE = NOT_DIVIDED | WEIGHTS | BIASES
LAYER_2_BACK = {"return dL_dz3 @ W3": "return dL_dz3 @ W3 * len(dL_dz3)"}
BELOW = {old: new for old, new in (WEIGHTS | BIASES).items() if "dL_dz3" not in old}
REMEMBERED = {
    "return (y_pred - y_target) / len(y_pred)": "LAST[0] = (y_pred - y_target) / len(y_pred)\n    return LAST[0]",
    "return dL_dz3.T @ a2": "return dL_dz3.T @ a2 * (1 + (dL_dz3.tobytes() == LAST[0].tobytes()))",
}
NO_ANSWER = REMEMBERED | {
    PRODUCTS[0]: f"if dL_dz3.tobytes() == LAST[0].tobytes():\n        raise ValueError\n    {PRODUCTS[0]}"
}
CASES = {
    "everywhere": EVERYWHERE,
    "from the middle on": LAYER_2_BACK | BELOW,
    "weights alone": NOT_DIVIDED | WEIGHTS,
    "all but one": {old: new for old, new in EVERYWHERE.items() if "dL_dz1.sum" not in old},
    "and one mistake more": EVERYWHERE | {"return w - learning_rate * dL_dw": "return w + learning_rate * dL_dw"},
    "remembered": REMEMBERED,
    "no answer": NO_ANSWER,
}


@pytest.fixture(scope="module")
def reports(grade_texts: GradeFiles) -> dict[str, Report]:
    texts = {}
    for name, changes in CASES.items():
        text = RIGHT.replace("import numpy as np\n", "import numpy as np\n\nLAST = [np.zeros(1)]\n", 1)
        for old, new in changes.items():
            assert old in text, (name, old)
            text = text.replace(old, new)
        texts[f"{name}.py"] = text
    return grade_texts(texts)


def wrong(report: Report) -> list[str]:
    return [result.step.function for result in report.steps if result.outcome != "passed"]


@pytest.mark.parametrize(
    ("name", "first", "score"), [("everywhere", "dL_dz3", 93), ("from the middle on", "dL_da2", 93)]
)
def test_a_consistent_convention_costs_the_step_that_differs(
    reports: dict[str, Report], name: str, first: str, score: float
) -> None:
    report = reports[f"{name}.py"]
    assert wrong(report) == [first]
    assert report.score == score
    message = step_of(report, first).message
    assert message is not None
    assert message.what.startswith(f"{first} lacks a factor 1/N, and these have one too many: ")
    assert "dL_db1" in message.what
    assert "Composed, your functions give the right gradients" in message.why


@pytest.mark.parametrize(("name", "number"), [("weights alone", 4), ("all but one", 6)])
def test_what_is_not_consistent_is_no_convention(reports: dict[str, Report], name: str, number: int) -> None:
    report = reports[f"{name}.py"]
    assert len(wrong(report)) == number
    assert "Composed" not in str([result.message for result in report.steps])


def test_another_mistake_beside_a_convention_costs_its_own_step(reports: dict[str, Report]) -> None:
    assert wrong(reports["and one mistake more.py"]) == ["dL_dz3", "update"]


@pytest.mark.parametrize(("name", "chain"), [("remembered", "failed"), ("no answer", "error")])
def test_steps_that_contradict_their_composition_are_one_for_a_person(
    reports: dict[str, Report], name: str, chain: str
) -> None:
    report = reports[f"{name}.py"]
    assert wrong(report) == []
    assert report.chain is not None
    assert report.chain.outcome == chain
    assert report.contradicts_itself
    assert CONTRADICTION in report.to_json()["warnings"]


def test_a_step_that_is_wrong_contradicts_nothing(reports: dict[str, Report]) -> None:
    assert not reports["all but one.py"].contradicts_itself
