"""``clinpeft data``: exit codes, and messages in place of tracebacks."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clinpeft import catalogue
from clinpeft.cli.data import app


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fetched, no copy at hand, a wide terminal."""
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CLINPEFT_DATA_FROM", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def data(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_list_shows_tier_licence_size_and_state() -> None:
    result = data("list")
    assert result.exit_code == 0
    for part in ("neiss", "open", "4.2 MB", "missing", "CC BY 4.0", "synthetic", "generated"):
        assert part in result.output


def test_list_shows_editions_and_files_that_nobody_has_seen() -> None:
    lines = {line.split()[1]: line for line in data("list").output.splitlines() if len(line.split()) > 4}
    assert "as neiss" in lines["neiss_by_hospital"]
    assert "over 9.0 MB" in lines["vaers_2003"]


def test_fetch_of_all_leaves_out_what_has_no_checksum_yet(tmp_path: Path) -> None:
    result = data("fetch", "--from", tmp_path)
    assert "vaers_2003: has a file of unknown checksum; fetched only when named" in result.output
    assert "'vaers_2003' is unavailable" not in result.stderr
    assert "neiss_by_hospital" not in result.output


def test_fetch_without_a_network_says_how_and_exits_1(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: every connection is refused
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        monkeypatch.setitem(catalogue.CORPORA, "neiss", replace(catalogue.corpus("neiss"), source=address))
        result = data("fetch", "neiss")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)  # a message, not a traceback
    for part in (f"{address}NEISS_cleaned.csv", catalogue.corpus("neiss").licence, "--from DIR"):
        assert part in result.stderr


def test_fetch_goes_through_all_and_lists_each_failure(tmp_path: Path) -> None:
    result = data("fetch", "--from", tmp_path)
    assert result.exit_code == 1
    assert "'neiss' is unavailable" in result.stderr
    assert "'maccrobat' is unavailable" in result.stderr


def test_usage_errors_exit_2(tmp_path: Path) -> None:
    assert data("fetch", "neis").exit_code == 2
    assert "did you mean 'neiss'" in data("fetch", "neis").stderr
    assert data("fetch", "neiss", "--from", tmp_path / "nowhere").exit_code == 2
    assert data("prepare", "disposition", "maccrobat").exit_code == 2


def test_verify_without_names_passes_over_what_was_never_fetched(tmp_path: Path) -> None:
    assert data("verify").exit_code == 0
    assert "synthetic: intact" in data("verify").output
    assert "not fetched" in data("verify").output
    assert data("verify", "neiss").exit_code == 1
    (tmp_path / "home" / "corpora" / "neiss").mkdir(parents=True)
    (tmp_path / "home" / "corpora" / "neiss" / "NEISS_cleaned.csv").write_text("something else")
    result = data("verify")
    assert result.exit_code == 1
    assert "neiss: NEISS_cleaned.csv differs from its sha256" in result.stderr


def test_prepare_reads_raw_files_of_ones_own_and_prints_no_text(tmp_path: Path) -> None:
    rows = "1,FELL FROM ROOF,Admitted\n2,CUT FINGER,Released\n3,HIT HEAD,Released\n"
    table = "CPSC_Case_Number,Narrative_1,Disposition_refactored\n" + rows
    (tmp_path / "NEISS_cleaned.csv").write_text(table)
    result = data("prepare", "disposition", "neiss", "--raw", tmp_path)
    assert result.exit_code == 0
    assert "admitted 1, released 2" in result.output
    assert "roof" not in result.output.lower()


def test_prepare_says_what_is_not_there(tmp_path: Path) -> None:
    result = data("prepare", "disposition", "neiss")
    assert result.exit_code == 1
    assert "clinpeft data fetch neiss" in result.stderr
    assert data("prepare", "disposition", "neiss", "--raw", tmp_path).exit_code == 1
