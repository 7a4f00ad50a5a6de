"""Identifiers in text: read from Spanish reports, made up and put in, and never cut by a window."""

from pathlib import Path

import pytest

from clinpeft.corpora import TokenExample
from clinpeft.corpora.lengths import estimated_tokens
from clinpeft.corpora.open.meddocan import read_phi_es
from clinpeft.corpora.open.surrogates import Details, inject, pools
from clinpeft.corpora.open.windows import windows
from clinpeft.corpora.raw import RawDataError


def spanish(folder: Path, end: int) -> Path:
    tag = f'<NAME id="T1" start="0" end="{end}" text="Eva" TYPE="N"/>'
    body = f"<M><TEXT><![CDATA[Eva vive.]]></TEXT><TAGS>{tag}</TAGS></M>"
    for part in ("train", "dev", "test"):
        (folder / part / "xml").mkdir(parents=True)
        (folder / part / "xml" / f"{part}1.xml").write_text(body, encoding="utf-8")
    return folder


def test_phi_es_reads_windows_and_checks_offsets(tmp_path: Path) -> None:
    reading = read_phi_es(spanish(tmp_path / "good", 3))
    assert reading.examples[0] == TokenExample("train1:1", "train1", ("Eva", "vive", "."), ("B-N", "O", "O"))
    assert reading.official == {"train1": "train", "dev1": "validation", "test1": "test"}
    with pytest.raises(RawDataError, match="T1: characters 0 to 99 are not the marked text"):
        read_phi_es(spanish(tmp_path / "bad", 99))


def test_windows_hold_all_words_and_never_cut_a_mention() -> None:
    made = inject("The patient did well. " * 60, Details("seed", "train"))
    cut = list(windows("d", made.text, made.spans, 30))
    assert len(cut) > 5
    assert sum(len(window.counted) for window in cut) == len(made.spans)
    assert not any(window.tags[0].startswith("I-") for window in cut)
    assert all(sum(map(estimated_tokens, window.words)) <= 30 for window in cut)


def test_made_up_details_stand_where_their_spans_say_and_repeat_from_a_seed() -> None:
    text = "Mr. Abc, a 51-year-old man, saw Dr. X on 03/29/1997 at ABCD Hospital. Dr. X agreed. Call XYZ now. Done.\n"
    made = inject(text, Details("seed", "test"))
    assert inject(text, Details("seed", "test")) == made
    assert made.dropped == 1
    inside = [(made.text[span.start : span.end], span.kind) for span in made.spans]
    assert all(words.strip() == words and words for words, _ in inside)
    assert {"PATIENT", "AGE", "DOCTOR", "DATE", "HOSPITAL"} <= {kind for _, kind in inside}
    for left in ("Abc", "51-", "Dr. X", "03/29/1997", "ABCD", "XYZ"):
        assert left not in made.text


@pytest.mark.parametrize("names", [pools.GIVEN_NAMES, pools.FAMILY_NAMES, pools.PLACE_STEMS, pools.STATES])
def test_no_name_is_in_two_splits(names: tuple[str, ...]) -> None:
    parts = [set(pools.pool(names, split)) for split in pools.SPLITS]
    assert sum(map(len, parts)) == len(set.union(*parts)) == len(set(names))
    assert all(len(part) >= 5 for part in parts)
