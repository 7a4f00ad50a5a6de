"""Tables of the open corpora: long notes are read, damage is told; the first of equal texts is kept."""

from collections import Counter
from pathlib import Path

import pytest

from clinpeft.corpora.examples import TextExample
from clinpeft.corpora.open.repeats import CLASHING, REPEAT, FirstOfEqualTexts
from clinpeft.corpora.open.tables import named_rows
from clinpeft.corpora.raw import LARGEST_FIELD, RawDataError


def test_a_note_longer_than_csvs_own_limit_is_read(tmp_path: Path) -> None:
    note = "word " * 40_000
    (tmp_path / "notes.csv").write_text(f'id,text\n1,"{note}"\n')
    assert [row["text"] for row in named_rows(tmp_path / "notes.csv", ("id", "text"))] == [note]


def test_an_unclosed_quote_is_told_with_its_table(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text('id,text\n1,"never closed' + "\n" * (LARGEST_FIELD + 1))
    with pytest.raises(RawDataError, match=r"notes\.csv, line \d+: no comma-separated table from here on"):
        list(named_rows(tmp_path / "notes.csv", ("id", "text")))


def test_the_first_of_equal_texts_is_kept_and_the_rest_counted() -> None:
    removed: Counter[str] = Counter()
    firsts = FirstOfEqualTexts(removed)
    given = [("1", "A fall.", "admitted"), ("2", "a fall", "released"), ("3", "A FALL!", "admitted"), ("4", "x", "x")]
    assert [firsts.add(TextExample(id=i, group=i, text=text, label=label)) for i, text, label in given] == [
        True,
        False,
        False,
        True,
    ]
    assert [example.id for example in firsts.kept] == ["1", "4"]
    assert removed == {REPEAT: 2, CLASHING: 1}
