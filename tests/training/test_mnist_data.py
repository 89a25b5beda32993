"""Which digits are trained on: the bundled ones, or all of MNIST from a folder."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import made_up_mnist
import numpy as np
import pytest

from quiz_app.training import data
from quiz_app.training.data import DataError, load_digits


class TestBundled:
    def test_it_is_balanced_and_split_once_for_all(self) -> None:
        digits = load_digits()
        assert np.bincount(digits.train_labels).tolist() == [400] * 10
        assert np.bincount(digits.test_labels).tolist() == [100] * 10
        assert digits.train_images.shape == (4000, 784)
        assert digits.train_images.dtype == digits.train_labels.dtype == np.uint8
        assert digits.train_images.max() == 255
        assert digits.description == "MNIST subset: 5,000 images (4,000 to train, 1,000 to test), bundled"
        train = {image.tobytes() for image in digits.train_images}
        assert not train & {image.tobytes() for image in digits.test_images}

    def test_it_holds_mnists_first_500_images_of_each_digit(self, mnist_folder: str) -> None:
        bundled, full = load_digits(), load_digits(mnist_folder)
        for digit in range(10):
            first = full.train_images[full.train_labels == digit][:500]
            kept = [
                bundled.train_images[bundled.train_labels == digit],
                bundled.test_images[bundled.test_labels == digit],
            ]
            assert {image.tobytes() for image in first} == {image.tobytes() for image in np.concatenate(kept)}

    def test_its_licence_lies_beside_it(self) -> None:
        assert "CC BY-SA 3.0" in (data._BUNDLED.parent / "LICENSE.md").read_text(encoding="utf-8")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    contents = made_up_mnist.contents()
    monkeypatch.setattr(data, "FILES", made_up_mnist.records(contents))
    return contents


def course(root: Path, folder: str) -> Any:
    return SimpleNamespace(root=root, data=SimpleNamespace(folder=folder, mirrors=[]))


class TestFolder:
    @pytest.mark.parametrize("packed", [True, False])
    def test_the_four_files_are_read_gzipped_or_not(
        self, made: dict[str, bytes], tmp_path: Path, packed: bool
    ) -> None:
        folder = made_up_mnist.write(tmp_path / "mnist", made, packed)
        digits = load_digits(str(folder))
        assert digits.train_images.shape == (30, 784)
        assert digits.test_labels.shape == (20,)
        assert digits.train_images.tobytes() == made["train-images-idx3-ubyte"][16:]
        assert digits.description == f"all of MNIST: 30 images to train, 20 to test, from {folder}"

    def test_names_with_a_dot_are_found_too(self, made: dict[str, bytes], tmp_path: Path) -> None:
        made_up_mnist.write(tmp_path, made, packed=False)
        for path in list(tmp_path.iterdir()):
            path.rename(tmp_path / path.name.replace("-idx", ".idx"))
        assert len(load_digits(str(tmp_path)).train_images) == 30

    @pytest.mark.parametrize(
        "layout",
        [
            "MNIST/raw/{name}",  # torchvision
            "{name}/{name}",  # Kaggle's archive, unpacked
            "{dotted}/{dotted}",
            "archive/{dotted}",
            "downloads/{name} (1)",  # a browser's second copy
            "a/b/c/{name}",
        ],
    )
    @pytest.mark.parametrize("packed", [True, False])
    def test_the_files_are_found_where_others_put_them(
        self, made: dict[str, bytes], tmp_path: Path, layout: str, packed: bool
    ) -> None:
        for name, content in made.items():
            path = tmp_path / layout.format(name=name, dotted=name.replace("-idx", ".idx"))
            path = path.with_name(f"{path.name}.gz") if packed else path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(content) if packed else content)
        assert load_digits(str(tmp_path)).train_images.tobytes() == made["train-images-idx3-ubyte"][16:]

    def test_the_content_decides_among_files_of_one_name(self, made: dict[str, bytes], tmp_path: Path) -> None:
        for name, content in made.items():
            for folder, bytes_of in (("FashionMNIST", content[:-1] + b"\x0b"), ("MNIST", content)):
                (tmp_path / folder / "raw").mkdir(parents=True, exist_ok=True)
                (tmp_path / folder / "raw" / name).write_bytes(bytes_of)
        assert load_digits(str(tmp_path)).train_images.tobytes() == made["train-images-idx3-ubyte"][16:]

    def test_an_archive_that_is_still_packed_is_named(self, made: dict[str, bytes], tmp_path: Path) -> None:
        (tmp_path / "archive.zip").write_bytes(b"PK")
        with pytest.raises(DataError, match=r"Unpack archive\.zip there\.$"):
            load_digits(str(tmp_path))

    def test_full_means_the_folder_of_the_environment_before_that_of_the_course(
        self, made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made_up_mnist.write(tmp_path / "one", made)
        made_up_mnist.write(tmp_path / "two", made)
        assert load_digits("full", course(tmp_path, "two")).description.endswith("two")
        monkeypatch.setenv("MNIST_DIR", str(tmp_path / "one"))
        assert load_digits("full", course(tmp_path, "two")).description.endswith("one")
        assert load_digits("bundled").description.endswith("bundled")

    def test_no_such_folder_is_said_with_who_named_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        missing = str(tmp_path / "nowhere")
        monkeypatch.setenv("MNIST_DIR", missing)
        for source, named_by in ((missing, "--data"), ("full", "MNIST_DIR")):
            with pytest.raises(DataError, match=rf"nowhere: no such folder \({named_by}\)"):
                load_digits(source)

    def test_a_missing_file_is_named(self, made: dict[str, bytes], tmp_path: Path) -> None:
        made_up_mnist.write(tmp_path, made)
        (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
        with pytest.raises(DataError, match=r"has neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte\.gz"):
            load_digits(str(tmp_path))

    def test_other_images_of_the_same_shape_are_not_mnist(self, made: dict[str, bytes], tmp_path: Path) -> None:
        made["train-images-idx3-ubyte"] = made["train-images-idx3-ubyte"][:-1] + b"\x07"
        made_up_mnist.write(tmp_path, made)
        with pytest.raises(DataError, match="not MNIST's train-images-idx3-ubyte: its SHA-256 begins with"):
            load_digits(str(tmp_path))

    def test_a_file_that_breaks_off_is_said_to_be_truncated(self, made: dict[str, bytes], tmp_path: Path) -> None:
        made["train-labels-idx1-ubyte"] = made["train-labels-idx1-ubyte"][:-3]
        made_up_mnist.write(tmp_path, made, packed=False)
        with pytest.raises(DataError, match="train-labels-idx1-ubyte: truncated"):
            load_digits(str(tmp_path))

    def test_images_and_labels_must_be_as_many(
        self, made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made["train-labels-idx1-ubyte"] = made["t10k-labels-idx1-ubyte"]
        monkeypatch.setattr(data, "FILES", made_up_mnist.records(made))
        made_up_mnist.write(tmp_path, made)
        with pytest.raises(DataError, match="train: 30 images but 20 labels"):
            load_digits(str(tmp_path))

    def test_the_real_files_are_accepted(self, mnist_folder: str) -> None:
        digits = load_digits(mnist_folder)
        assert digits.train_images.shape == (60_000, 784)
        assert digits.description.startswith("all of MNIST: 60,000 images to train, 10,000 to test")


def test_what_is_neither_a_name_nor_a_folder_is_said_at_once(tmp_path: Path) -> None:
    for source in ("bundled", "full", str(tmp_path)):
        data.check_source(source)
    with pytest.raises(DataError, match="ful: no such folder"):
        data.check_source("ful")
