"""Canvas's and Moodle's downloads, and zip files made elsewhere, into submitted/."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from small_class import make_course

from grader.classroom.collecting.collect import Collected, collect
from grader.classroom.people import Roster, Student, write_roster
from grader.course import Course, CourseError

CLASS = (
    Student("aabebe", "Ada", "Abebe", canvas_id="50011", sis_user_id="A0012345"),
    Student("jdelacruz", "José María", "de la Cruz", canvas_id="50012"),
    Student("zoneill", "Zoë", "O'Neill"),
    Student("müller.a", "Hans-Jürgen", "Müller", canvas_id="50014"),
    Student("twin1", "Jo", "Lee"),
    Student("twin2", "Jo", "Lee"),
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = make_course(tmp_path / "course")
    write_roster(made.roster_file, Roster(CLASS))
    return made


def packed(files: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def put(course: Course, content: bytes) -> Collected:
    path = course.root / "download.zip"
    path.write_bytes(content)
    return collect(course, course.assignment(), path)


def submitted(course: Course) -> dict[str, str]:
    folder = course.root / "submitted"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_what_canvas_downloads_goes_to_its_students(course: Course) -> None:
    done = put(
        course,
        packed(
            {
                "abebeada_50011_900101_backprop.ipynb": "ada",
                "delacruzjosmara_50012_900102_backprop-1.ipynb": "first",
                "delacruzjosmara_50012_900103_backprop-2.ipynb": "second",
                "oneillzo_LATE_77777_900103_backprop.ipynb": "zoe",  # by her name: the roster has no number of hers
                "mllerhansjrgen_50014_900104_my_work_final (1).py": "hans",
                "leejo_88888_900105_backprop.ipynb": "one of two",
            }
        ),
    )
    assert submitted(course) == {
        "aabebe/backprop/backprop.ipynb": "ada",
        "jdelacruz/backprop/backprop.ipynb": "second",
        "jdelacruz/backprop/backprop-1.ipynb": "first",
        "zoneill/backprop/backprop.ipynb": "zoe",
        "müller.a/backprop/my_work_final.py": "hans",
    }
    assert done.late == ["zoneill"]
    assert done.problems == ["leejo_88888_900105_backprop.ipynb is of nobody on the roster"]


def test_what_moodle_downloads_goes_to_its_students(course: Course) -> None:
    done = put(
        course,
        packed(
            {
                "Ada Abebe_123451_assignsubmission_file_/backprop.ipynb": "ada",
                "José María de la Cruz_123452_assignsubmission_file_/backprop.ipynb": "jose",
                "O'Neill Zoë_123453_assignsubmission_file_/deep/er.py": "zoe",
                "Hans-Ju\u0308rgen Müller_123454_assignsubmission_file_backprop (1).ipynb": "hans",
                "Jo Lee_1_assignsubmission_file_/backprop.ipynb": "one of two",
            }
        ),
    )
    assert submitted(course) == {
        "aabebe/backprop/backprop.ipynb": "ada",
        "jdelacruz/backprop/backprop.ipynb": "jose",
        "zoneill/backprop/deep/er.py": "zoe",
        "müller.a/backprop/backprop.ipynb": "hans",
    }
    assert len(done.problems) == 1


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "cp1252", "cp850"])
def test_a_zip_made_by_windows_has_backslashes_and_an_encoding_of_its_own(course: Course, encoding: str) -> None:
    name = "handed-in\\müller.a\\backprop\\backprop.ipynb".encode(encoding)
    placeholder = "x" * len(name)
    content = packed({placeholder: "hans", "__MACOSX/x": "", "handed-in/A0012345/backprop.py": "ada"})
    put(course, content.replace(placeholder.encode(), name))
    assert submitted(course) == {"müller.a/backprop/backprop.ipynb": "hans", "aabebe/backprop/backprop.py": "ada"}


def test_a_folder_is_taken_as_a_zip_is(course: Course) -> None:
    folder = course.root / "elsewhere"
    (folder / "all" / "AABEBE" / "backprop").mkdir(parents=True)
    (folder / "all" / "AABEBE" / "backprop" / "backprop.ipynb").write_text("ada")
    (folder / "all" / "AABEBE" / "backprop" / "timestamp.txt").write_text("2027-01-31 23:10:00 UTC")
    (folder / "zoneill.ipynb").write_text("zoe")
    (folder / "jdelacruz.py").symlink_to(course.root / "course.toml")
    done = collect(course, course.assignment(), folder)
    assert submitted(course) == {
        "aabebe/backprop/backprop.ipynb": "ada",
        "aabebe/backprop/timestamp.txt": "2027-01-31 23:10:00 UTC",
        "zoneill/backprop/backprop.ipynb": "zoe",
    }
    assert done.problems == ["jdelacruz.py is a symbolic link"]


def test_work_is_replaced_only_by_other_work_and_nothing_is_lost(course: Course) -> None:
    assert put(course, packed({"aabebe/backprop.ipynb": "old"})).new == ["aabebe"]
    assert put(course, packed({"aabebe/backprop.ipynb": "old"})).unchanged == ["aabebe"]
    (course.root / "submitted/aabebe/backprop/timestamp.txt").write_text("2027-01-31 23:10:00 UTC")
    assert put(course, packed({"aabebe/backprop.ipynb": "old"})).unchanged == ["aabebe"]
    for text in ("new", "newer", "newest"):
        assert put(course, packed({"aabebe/backprop.ipynb": text})).replaced == ["aabebe"]
    assert submitted(course) == {"aabebe/backprop/backprop.ipynb": "newest"}
    kept = [path.read_text() for path in (course.root / ".course/replaced").rglob("*.ipynb")]
    assert sorted(kept) == ["new", "newer", "old"]


def test_nothing_leads_out_of_the_folder(course: Course) -> None:
    link = zipfile.ZipInfo("zoneill/backprop.ipynb")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        for name in (
            "aabebe/../../../out.ipynb",
            "/aabebe/out.ipynb",
            "C:\\aabebe\\out.ipynb",
            "aabebe\\..\\..\\out.ipynb",
            "aabebe/new\nline.py",
        ):
            archive.writestr(name, "x")
    done = put(course, content.getvalue())
    assert submitted(course) == {}
    assert [problem.rpartition(" ipynb ")[2].partition(".ipynb ")[2] for problem in done.problems[:5]] == [
        "is a symbolic link",
        *["leads out of its folder"] * 4,
    ]
    assert "cannot be written" in done.problems[5]
    assert not list(course.root.parent.rglob("out.ipynb"))


def test_a_zip_bomb_is_not_unpacked(course: Course) -> None:
    zeros = bytes(int(course.limits.file_mib * 2**20) * 8 + 1)
    inner = packed({"backprop.ipynb": zeros})
    done = put(
        course,
        packed({"aabebe/backprop.ipynb": zeros, "zoneill/work.zip": inner, "jdelacruz/backprop.ipynb": "jose"}),
    )
    assert submitted(course) == {"jdelacruz/backprop/backprop.ipynb": "jose"}
    assert [problem.partition(" is too large")[0] for problem in done.problems] == [
        "aabebe/backprop.ipynb",
        "zoneill/work.zip",
    ]


def test_a_zip_file_that_a_student_hands_in_is_unpacked(course: Course) -> None:
    inner = packed({"work/backprop.ipynb": "ada", "timestamp.txt": "2020-01-01 00:00:00 UTC"})
    done = put(course, packed({"abebeada_50011_900101_work.zip": inner}))
    assert submitted(course) == {"aabebe/backprop/work/backprop.ipynb": "ada"}
    assert "timestamp.txt is not taken from a student" in done.problems[0]


def test_no_student_says_when_the_work_was_handed_in(course: Course) -> None:
    done = put(course, packed({"abebeada_50011_900101_timestamp.txt": "2020-01-01 00:00:00 UTC"}))
    assert submitted(course) == {}
    assert "timestamp.txt is not taken from a student" in done.problems[0]


def test_a_damaged_zip_and_a_missing_roster_are_said(course: Course) -> None:
    with pytest.raises(CourseError, match="is no zip file that can be read"):
        put(course, b"PK\x03\x04 nothing")
    course.roster_file.unlink()
    with pytest.raises(CourseError, match=r"there is no roster\.csv yet.*course roster FILE\.csv"):
        put(course, packed({}))
