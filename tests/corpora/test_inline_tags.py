"""i2b2 2012 and 2014, rule by rule, on tiny made-up files."""

from pathlib import Path

import pytest

import raw_files
from clinpeft.corpora import TokenExample
from clinpeft.corpora.i2b2 import read_deid, read_events
from clinpeft.corpora.released import AsReleased


def _write(folder: Path, text: str, *tags: str, name: str = "7") -> Path:
    """Tags are element and attributes as they stand in the file."""
    lines = "\n".join(f"<{tag} />" for tag in tags)
    content = (
        f"<?xml version='1.0' encoding='UTF-8' ?>\n<x>\n<TEXT><![CDATA[{text}]]></TEXT>\n<TAGS>\n{lines}\n</TAGS></x>"
    )
    (folder / f"{name}.xml").write_bytes(content.encode())
    return folder


def _event(start: int, end: int, kind: str, words: str | None = None) -> str:
    return f'EVENT id="E" start="{start}" end="{end}" type="{kind}"' + (f' text="{words}"' if words else "")


def _read(folder: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {e.id: (e.words, e.tags) for e in read_events(folder).examples if isinstance(e, TokenExample)}


TEXT = "\nBad cough , CT done .\n\nHome"


def test_offsets_count_from_the_text_and_lines_are_sentences(tmp_path: Path) -> None:
    folder = _write(tmp_path, TEXT, _event(1, 10, "PROBLEM", "Bad cough"), _event(13, 15, "TEST", "CT"))
    assert _read(folder) == {
        "7:2": (("Bad", "cough", ",", "CT", "done", "."), ("B-PROBLEM", "I-PROBLEM", "O", "B-TEST", "O", "O")),
        "7:4": (("Home",), ("O",)),
    }


def test_a_mention_at_the_end_of_the_last_line(tmp_path: Path) -> None:
    assert _read(_write(tmp_path, TEXT, _event(24, 28, "OCCURRENCE", "Home")))["7:4"] == (("Home",), ("B-OCCURRENCE",))


def test_words_are_cut_where_a_mention_begins_or_ends(tmp_path: Path) -> None:
    words, tags = _read(_write(tmp_path, "pre-CT-scan.", _event(4, 6, "TEST", "CT")))["7:1"]
    assert (words, tags) == (("pre-", "CT", "-scan."), ("O", "B-TEST", "O"))


def test_a_word_keeps_its_full_stop(tmp_path: Path) -> None:
    assert _read(_write(tmp_path, "CT done."))["7:1"][0] == ("CT", "done.")


def test_a_mention_goes_on_over_the_line_break(tmp_path: Path) -> None:
    read = _read(_write(tmp_path, "bad\ncough now", _event(0, 9, "PROBLEM", "bad cough")))
    assert read == {"7:1": (("bad",), ("B-PROBLEM",)), "7:2": (("cough", "now"), ("I-PROBLEM", "O"))}


def test_mentions_apart_by_a_space_stay_apart_and_touching_ones_of_one_type_join(tmp_path: Path) -> None:
    apart = _write(tmp_path, "cough fever", _event(0, 5, "PROBLEM"), _event(6, 11, "PROBLEM"))
    assert _read(apart)["7:1"][1] == ("B-PROBLEM", "B-PROBLEM")
    touching = _write(tmp_path, "cough/fever", _event(0, 6, "PROBLEM"), _event(6, 11, "PROBLEM"))
    assert _read(touching)["7:1"] == (("cough/fever",), ("B-PROBLEM",))
    kinds = _write(tmp_path, "cough/CT", _event(0, 6, "PROBLEM"), _event(6, 8, "TEST"))
    assert _read(kinds)["7:1"] == (("cough/", "CT"), ("B-PROBLEM", "B-TEST"))


def test_of_overlapping_mentions_the_later_is_whole_and_it_is_noted(tmp_path: Path) -> None:
    folder = _write(tmp_path, "chest pain drug", _event(0, 10, "PROBLEM"), _event(6, 15, "TREATMENT"))
    assert _read(folder)["7:1"][1] == ("B-PROBLEM", "B-TREATMENT", "I-TREATMENT")
    assert sum(read_events(folder).noted.values()) == 1


@pytest.mark.parametrize("written", ["R & R", "R &amp; R"])
def test_an_ampersand_written_wrongly_is_taken_as_meant(tmp_path: Path, written: str) -> None:
    assert _read(_write(tmp_path, "R & R now", _event(0, 5, "TREATMENT", written)))["7:1"][1][:3] == (
        "B-TREATMENT", "I-TREATMENT", "I-TREATMENT",
    )  # fmt: skip


def test_marks_of_xml_in_the_text_itself_are_characters(tmp_path: Path) -> None:
    words, tags = _read(_write(tmp_path, "a &apos;b&apos; <c> d", _event(2, 15, "TEST", "'b'")))["7:1"]
    assert (words, tags) == (("a", "&apos;b&apos;", "<c>", "d"), ("O", "B-TEST", "O", "O"))


def test_times_and_mentions_without_a_type_are_left_out(tmp_path: Path) -> None:
    folder = _write(tmp_path, "CT in May", 'TIMEX3 id="T" start="6" end="9" type="DATE"', _event(0, 2, ""))
    assert _read(folder)["7:1"][1] == ("O", "O", "O")
    assert sum(read_events(folder).removed.values()) == 1


def test_windows_line_ends_count_as_one_character(tmp_path: Path) -> None:
    assert _read(_write(tmp_path, "a\r\nCT", _event(2, 4, "TEST", "CT")))["7:2"] == (("CT",), ("B-TEST",))


def test_a_mention_a_few_characters_off_is_put_on_its_words(tmp_path: Path) -> None:
    folder = _write(tmp_path, "now a CT", _event(10, 12, "TEST", "CT"), name="7")
    (tmp_path / "7.xml").write_text((tmp_path / "7.xml").read_text().replace("now a CT", "now a CT is done"))
    assert _read(folder)["7:1"][1] == ("O", "O", "B-TEST", "O", "O")
    assert sum(read_events(folder).noted.values()) == 1


def test_words_of_the_official_test_are_not_checked(tmp_path: Path) -> None:
    raw_files.i2b2_2012(tmp_path)
    path = tmp_path / raw_files.TEST_2012 / "12.xml"
    path.write_text(path.read_text().replace('text="admitted"', 'text="other words"'))
    assert len(read_events(tmp_path).examples) == 30


def test_every_identifier_counts_whatever_its_element_and_the_patient_is_the_group(tmp_path: Path) -> None:
    tags = ('NAME id="P0" start="0" end="3" text="Ann" TYPE="PATIENT"', 'AGE id="P1" start="4" end="6" TYPE="AGE"')
    (example,) = read_deid(_write(tmp_path, "Ann 40", *tags, name="123-04")).examples
    assert isinstance(example, TokenExample)
    assert (example.id, example.group, example.tags) == ("123-04:1", "123", ("B-PATIENT", "B-AGE"))


def test_and_stands_for_the_ampersand_as_in_one_released_file(tmp_path: Path) -> None:
    tag = 'LOCATION id="P0" start="0" end="5" text="A and B" TYPE="ORGANIZATION"'
    (example,) = read_deid(_write(tmp_path, "A & B", tag, name="123-04")).examples
    assert example.counted == ("ORGANIZATION",)


def test_all_notes_of_a_patient_share_a_split(tmp_path: Path) -> None:
    raw_files.i2b2_2014(tmp_path)
    reading = read_deid(tmp_path)
    splits, _ = AsReleased(validation=0.1, test=0.2).split(reading)
    assert {example.group for example in splits.test} == {"106", "107", "108"}
    assert {example.group for example in splits.validation} | {example.group for example in splits.train} == {
        str(number) for number in range(100, 106)
    }
    assert len({example.group for example in splits.validation}) == 1
