"""Planted leaks of a hundred shapes are found; pictures, public phrases and our own files raise no alarm."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import prepare, sentences
from leak_shapes import SHAPES

from clinpeft.corpora import guard
from clinpeft.corpora.guard import File, Report

NOTES, SENTENCES = sentences(1, 120), sentences(2, 20)


@pytest.fixture(autouse=True)
def no_public_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as public is tested by name below; making all synthetic text for it would take long."""
    monkeypatch.setattr("clinpeft.corpora.guard.public._texts", lambda: iter(()))


def scanned(*contents: str | bytes) -> Report:
    files = [
        File(f"file{i}", content if isinstance(content, bytes) else content.encode("utf-8"))
        for i, content in enumerate(contents)
    ]
    return guard.scan(files, lambda _: None)


@pytest.mark.usefixtures("private_home")
def test_no_planted_leak_is_missed() -> None:
    assert len(SHAPES) >= 100
    planted = {name: shape(NOTES[i % 120]) for i, (name, shape) in enumerate(SHAPES.items())}
    leaking = {int(leak.file.removeprefix("file")) for leak in scanned(*planted.values()).leaks}
    assert [name for i, name in enumerate(planted) if i not in leaking] == []


@pytest.mark.usefixtures("private_home")
def test_the_same_shapes_of_our_own_text_are_no_leaks() -> None:
    ours = sentences(99, 1)[0]
    assert scanned(*(shape(ours) for shape in SHAPES.values())).leaks == []


@pytest.mark.usefixtures("private_home")
def test_file_line_length_and_corpus_are_told_and_never_the_text() -> None:
    middle = "\n".join(SENTENCES[4].split()[:9])
    report = scanned("ours\n\nours\n" + middle + "\nours", "ours")
    (leak,) = report.leaks
    assert (leak.file, leak.line, leak.words, leak.corpora) == ("file0", 4, 9, ("concepts-i2b2_2010",))
    assert SENTENCES[4].split()[1] not in repr(report)


@pytest.mark.usefixtures("private_home")
def test_lines_are_right_behind_markup_and_joined_words() -> None:
    words = NOTES[3].split()
    text = f"<p\n class='x'\n>ours hyphen-\nated</p>\n<p>{' '.join(words[:6])}\n{' '.join(words[6:])}</p>"
    assert [leak.line for leak in scanned(text).leaks] == [5]


@pytest.mark.usefixtures("private_home")
def test_runs_go_on_over_the_sentences_of_a_document_but_not_over_two_patients() -> None:
    across = SENTENCES[0].split()[-5:] + SENTENCES[1].split()[:5]
    strangers = NOTES[0].split()[-5:] + NOTES[1].split()[:5]
    assert len(scanned(" ".join(across)).leaks) == 1
    assert scanned(" ".join(strangers)).leaks == []


@pytest.mark.usefixtures("private_home")
def test_seven_words_are_no_leak() -> None:
    assert scanned(" ".join(NOTES[0].split()[:7]), SENTENCES[3][:20]).leaks == []


def test_rows_of_numbers_and_of_one_word_are_no_text(private_home: Path) -> None:
    prepare(private_home, "x", [{"id": "1", "group": "1", "text": "1 2 3 4 5 6 7 8 9 10 11", "label": "O"}])
    prepare(private_home, "y", [{"id": "1", "group": "1", "text": "O " * 30, "tags": ["B-a"] * 9}])
    assert scanned("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]", "O O O O O O O O O O O O O").leaks == []


@pytest.mark.usefixtures("private_home")
def test_pictures_are_counted_and_not_read() -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOTES[0].encode()
    page = json.dumps({"image/png": base64.encodebytes(picture).decode()})
    report = scanned(picture, page)
    assert report.leaks == []
    assert report.pictures == 2


@pytest.mark.usefixtures("private_home")
@pytest.mark.parametrize("mark", ["OTTO ", "GIF8 ", "wOFF ", "ttcf ", "BM ", "RIFF "])
def test_a_text_that_begins_as_a_picture_could_is_read(mark: str) -> None:
    report = scanned(mark + NOTES[0])
    assert len(report.leaks) == 1
    assert report.pictures == 0


@pytest.mark.usefixtures("private_home")
def test_a_closed_or_damaged_file_is_named() -> None:
    report = scanned(b"%PDF-1.7 ...", b"\x1f\x8b damaged", b"# Sphinx inventory version 2\ncut", "fine")
    assert report.closed == ["file0", "file1", "file2"]


@pytest.mark.usefixtures("private_home")
def test_what_public_text_holds_too_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    phrase = " ".join(NOTES[0].split()[:10])
    monkeypatch.setattr("clinpeft.corpora.guard.public._texts", lambda: iter(["before " + phrase.upper()]))
    assert scanned(phrase).leaks == []
    (longer,) = scanned(NOTES[0]).leaks
    assert longer.words == 9  # the two runs of eight that reach beyond the public ten words
    monkeypatch.setattr("clinpeft.corpora.guard.public._texts", lambda: iter(()))
    assert scanned(phrase).leaks == []  # remembered: what was public once does not become private


def test_prepared_text_that_changes_is_hashed_again(private_home: Path) -> None:
    late = sentences(7, 1)[0]
    assert scanned(late).leaks == []
    prepare(private_home, "mortality-mimic3", [{"id": "1", "group": "1", "text": late, "label": "died"}])
    assert len(scanned(late).leaks) == 1


def test_what_the_guard_stores_is_private_and_holds_no_word(private_home: Path) -> None:
    scanned(NOTES[0])
    folder = private_home / "private" / "guard"
    assert folder.stat().st_mode & 0o077 == 0
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not [word for word in " ".join(NOTES).split() if len(word) > 5 and word.lower().encode() in stored]


def test_salt_differs_from_machine_to_machine(
    private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned("ours")
    first = (private_home / "private" / "guard" / "mortality-mimic3.hashes").read_bytes()
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "other"))
    prepare(tmp_path / "other", "mortality-mimic3", [{"id": "1", "group": "1", "text": NOTES[0], "label": "died"}])
    scanned("ours")
    second = (tmp_path / "other" / "private" / "guard" / "mortality-mimic3.hashes").read_bytes()
    assert second[:8] not in {first[i : i + 8] for i in range(0, len(first), 8)}


def test_without_prepared_text_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))

    def unread() -> Iterator[File]:
        raise AssertionError("a file was read")
        yield

    assert guard.scan(unread(), lambda _: None).corpora == ()


def test_unreadable_prepared_text_stops_the_guard_without_showing_it(private_home: Path) -> None:
    (private_home / "private" / "mortality-mimic3" / "test.jsonl").write_text('{"text": "secret words\n')
    with pytest.raises(guard.GuardError, match=r"test\.jsonl, line 1: no JSON object") as stopped:
        scanned("ours")
    assert "secret" not in str(stopped.value)


@pytest.mark.usefixtures("private_home")
@pytest.mark.parametrize("others", range(8))
def test_up_to_seven_words_between_two_hide_nothing(others: int) -> None:
    columns = [f"c{n}" for n in range(others)]
    assert scanned("\n".join(" ".join([word, *columns]) for word in NOTES[5].split())).leaks


def test_the_second_text_of_a_pair_is_guarded_too(private_home: Path) -> None:
    first, second = sentences(8, 2)
    row = {"id": "1", "group": "1", "text": first, "label": "neutral", "text_pair": second}
    prepare(private_home, "nli-mednli", [row])
    assert len(scanned(second).leaks) == 1
