"""The strip of small tiles: long names fit, and texts are shown as texts."""

from __future__ import annotations

from quiz_app.charts.tiles import Tile, tiles


def test_a_long_name_can_break_between_its_words() -> None:
    assert "dL_<wbr>dy_<wbr>huber" in tiles("Lines", [Tile("good", "", "dL_dy_huber", "right")])


def test_a_text_is_no_html() -> None:
    assert "<img" not in tiles('"<img>', [Tile("bad", "<img>", "<img>", "<img>", "<img>")])
