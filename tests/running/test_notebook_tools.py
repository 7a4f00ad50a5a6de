"""Values into prose, executed copies without traces of the machine, pairs in step, pages kept while nothing changes."""

import shutil
from pathlib import Path

import nbformat
import pytest

from clinpeft import catalogue, paths
from clinpeft.running import execution, page_inputs, pages, pairing, values
from clinpeft.running.recording import VALUES_MIME
from clinpeft.specs import RunSpec, SpecError

PAGE = """# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # A page
# The answer is {value}`answer:.2f`, {value}`word` and {value}`nothing`.

# %% tags=["parameters"]
number: int = 1

# %%
import sys
from clinpeft.running.recording import note
print("to stderr", file=sys.stderr)
note(answer=number / 3, word="yes", nothing=None)

# %%
number
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    source = tmp_path / "page.py"
    source.write_text(PAGE)
    return source


def test_an_executed_copy_has_its_numbers_and_no_trace_of_the_machine(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "page.ipynb"
    execution.execute(page, target, {"number": 2}, note="A notice.")
    text = target.read_text()
    made = nbformat.reads(text, as_version=4)
    assert "The answer is 0.67, yes and (undefined)." in made.cells[0].source
    assert "A notice." in made.cells[1].source
    assert "On this page" not in made.cells[1].source, "the page's own box has that title"
    assert VALUES_MIME not in text
    assert str(tmp_path) not in text
    assert not [o for cell in made.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"]
    assert [cell.source for cell in made.cells if "parameters" in cell.metadata.get("tags", [])] == ["number: int = 2"]
    assert "injected" not in text
    assert made.cells[-1].outputs[0]["data"]["text/plain"] == "2"
    assert execution.made_from(target, page)
    page.write_text(PAGE + "\n# one more line\n")
    assert not execution.made_from(target, page)


def test_a_failing_cell_is_named_and_leaves_the_old_copy(page: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.ipynb"
    target.write_text("old")
    page.write_text(PAGE + "\n# %%\nraise ValueError('no such thing')\n")
    with pytest.raises(execution.NotebookFailed, match="ValueError: no such thing"):
        execution.execute(page, target, {})
    assert target.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"page.py", "page.ipynb"}


def notebook(*markdown: str, **given: object) -> nbformat.NotebookNode:
    code = nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", {VALUES_MIME: given})])
    return nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_markdown_cell, markdown), code])


def test_an_unknown_value_is_named() -> None:
    with pytest.raises(SpecError, match=r"unknown value in the prose 'tset\.auroc'; did you mean 'test\.auroc'"):
        values.substitute(notebook("{value}`tset.auroc`", **{"test.auroc": 0.5}))


def test_a_format_that_does_not_fit_is_named() -> None:
    with pytest.raises(SpecError, match=r"value 'word' is 'yes' and cannot be written as '\.2f'"):
        values.substitute(notebook("{value}`word:.2f`", word="yes"))


@pytest.fixture
def project(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> paths.Tree:
    root = tmp_path / "project"
    source = root / "notebooks" / "py" / "foundations" / "page.py"
    source.parent.mkdir(parents=True)
    page.rename(source)
    shutil.copytree(paths.tree().cards, root / "data" / "corpora")
    (root / "data" / "results").mkdir()
    shutil.copy(paths.tree().published / "schema.json", root / "data" / "results")
    monkeypatch.setenv("CLINPEFT_PROJECT", str(root))
    return paths.tree()


def test_pairs_are_made_from_the_source_and_checked(project: paths.Tree) -> None:
    assert pairing.out_of_step() == ["notebooks/ipynb/foundations/page.ipynb"]
    assert pairing.sync() == ["notebooks/ipynb/foundations/page.ipynb"]
    assert pairing.out_of_step() == []
    copy = project.notebook_copies / "foundations" / "page.ipynb"
    first = copy.read_text()
    nbformat.validate(nbformat.reads(first, as_version=4))
    pairing.sync()
    assert copy.read_text() == first

    copy.write_text(first.replace("A page", "Another page"))
    (copy.parent / "orphan.ipynb").write_text("{}")
    assert pairing.out_of_step() == [f"notebooks/ipynb/foundations/{name}.ipynb" for name in ("page", "orphan")]
    pairing.sync()
    assert copy.read_text() == first
    assert pairing.out_of_step() == []


def test_a_page_is_kept_until_its_source_changes(project: paths.Tree) -> None:
    pages.execute_all(None, quiet=True)
    target = project.executed / "foundations" / "page.ipynb"
    made = target.stat().st_mtime_ns
    pages.execute_all(["foundations/page"], quiet=True)
    assert target.stat().st_mtime_ns == made
    source = project.notebooks / "foundations" / "page.py"
    source.write_text(source.read_text().replace("# A page", "# A better page"))
    pages.execute_all(None, quiet=True)
    assert "A better page" in target.read_text()


METHOD_PAGE = """# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# ---

# %% tags=["parameters"]
{parameters}

# %%
from clinpeft import paths
result = paths.tree().runs / "concepts" / "just_made.json"
result.parent.mkdir(parents=True, exist_ok=True)
result.write_text("{{}}")
"""


def test_a_run_that_a_method_page_makes_does_not_make_other_pages_stale(project: paths.Tree) -> None:
    spec = RunSpec("concepts", "synthetic", "minilm_l6", "lora", "quick", 0, 64)
    source = project.notebooks / "methods" / "lora.py"
    source.parent.mkdir()
    lines = [f"{name} = {value!r}" for name, value in spec.parameters().items()]
    source.write_text(METHOD_PAGE.format(parameters="\n".join(lines)))
    pages.execute_all(None, quiet=True)
    assert (project.runs / "concepts" / "just_made.json").is_file()
    times = {path: path.stat().st_mtime_ns for path in project.executed.rglob("*.ipynb")}
    assert len(times) == 2
    pages.execute_all(None, quiet=True)
    assert {path: path.stat().st_mtime_ns for path in project.executed.rglob("*.ipynb")} == times


def test_without_open_text_method_pages_show_synthetic_runs_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    quick = catalogue.study("quick").runs
    others = catalogue.study("synthetic_pages").runs
    inputs = page_inputs.Inputs("quick")
    on_open_text = [page for page in page_inputs.all_pages() if page.part == "methods"]
    made_anyway = []
    for page in on_open_text:
        parameters, note = inputs.parameters(page)
        spec = inputs.spec(page)
        assert (spec.corpus, spec.task) == (parameters["corpus"], parameters["task"])
        assert spec.corpus == "synthetic"
        assert catalogue.excluded(spec) is None
        assert note is not None
        assert f"(task {spec.task})" in note
        assert spec in (others if spec.task == page_inputs.SHORTEST_SYNTHETIC else quick)
        made_anyway += [spec.method]
    assert sorted(made_anyway) == sorted({spec.method for spec in (*quick, *others)})


def test_a_failing_page_is_listed_and_an_unknown_one_named(project: paths.Tree) -> None:
    source = project.notebooks / "foundations" / "page.py"
    source.write_text(PAGE + "\n# %%\n1 / 0\n")
    with pytest.raises(pages.PagesFailed, match="foundations/page: ZeroDivisionError"):
        pages.execute_all(None, quiet=True)
    with pytest.raises(SpecError, match="unknown page 'foundations/pag'; did you mean 'foundations/page'"):
        pages.execute_all(["foundations/pag"], quiet=True)


def test_the_pairs_of_the_project_are_in_step() -> None:
    assert pairing.out_of_step() == []
