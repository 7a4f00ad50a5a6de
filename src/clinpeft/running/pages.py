"""Execute the walk-throughs for the book, several at once, each only when something it shows has changed."""

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

import jupytext
import papermill

from clinpeft import catalogue, corpora, paths, store
from clinpeft.catalogue.recipes import PROFILES
from clinpeft.running import execution, resources
from clinpeft.running.attempt import Terms
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.finished import finished_result, published_result
from clinpeft.specs import RunSpec, SpecError, unknown_name

KEY_SUFFIX = ".key"
SHORTEST_SYNTHETIC = "concepts"
"""Its sentences make a run of a third of the time that the notes of mortality take."""


class PagesFailed(Exception):
    """Some pages did not run to their end; the message lists them with their errors."""


@dataclass(frozen=True)
class Page:
    """One notebook of the book."""

    name: str
    """Part and stem: "methods/lora"."""
    source: Path

    @property
    def target(self) -> Path:
        """The executed copy that the book shows."""
        return paths.tree().executed / f"{self.name}.ipynb"

    @property
    def part(self) -> str:
        return self.name.partition("/")[0]


def all_pages() -> list[Page]:
    """Every notebook of the project."""
    folder = paths.tree().notebooks
    return [
        Page(source.relative_to(folder).with_suffix("").as_posix(), source) for source in sorted(folder.rglob("*.py"))
    ]


def execute_all(names: list[str] | None, quiet: bool, profile: str = "quick") -> None:
    """Bring the executed pages of these names (None for all) up to date; PagesFailed lists those that fail."""
    pages = {page.name: page for page in all_pages()}
    for name in names or ():
        if name not in pages:
            raise unknown_name("page", name, pages)
    wanted = [pages[name] for name in (names or pages)]
    failures = {name: error for name, error in _execute(wanted, profile, quiet) if error is not None}
    _remove_orphans(pages)
    if failures:
        raise PagesFailed("\n".join(f"{name}: {error}" for name, error in sorted(failures.items())))


def _execute(pages: list[Page], profile: str, quiet: bool) -> Iterator[tuple[str, str | None]]:
    """The method pages first: a run that one of them makes is among the results that the other pages read."""
    from rich.console import Console
    from rich.progress import Progress

    prints = Fingerprints()
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        for of_methods in (True, False):
            group = [page for page in pages if (page.part == "methods") == of_methods]
            stale = [(page, key) for page in group if (key := _key(page, profile)) != _stored_key(page)]
            bar = progress.add_task(f"executing {'method' if of_methods else 'other'} pages", total=len(stale))
            for done in _execute_stale(stale, profile, prints):
                progress.advance(bar)
                yield done


def _execute_stale(
    stale: list[tuple[Page, str]], profile: str, prints: Fingerprints
) -> Iterator[tuple[str, str | None]]:
    workers = max(1, min(resources.cores(), len(stale)))
    # Kernels that each take every core would wait for one another most of the time.
    terms = Terms(threads=resources.threads_each(workers), shows_published=True)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures = {pool.submit(_execute_one, page, key, profile, prints, terms): page for page, key in stale}
        for future in as_completed(futures):
            yield futures[future].name, future.result()


def _execute_one(page: Page, key: str, profile: str, prints: Fingerprints, terms: Terms) -> str | None:
    parameters, note = _parameters(page, profile)
    try:
        if note is not None or not _take_from_run(page, profile, prints):
            notes = (note, _made_elsewhere(page, profile, prints))
            execution.execute(page.source, page.target, parameters, _joined(notes), environment=terms.environment)
    except Exception as error:
        return str(error) if isinstance(error, execution.NotebookFailed) else f"{type(error).__name__}: {error}"
    # A method page may have made its run just now, which is among the things that the key is made of.
    store.write_atomically(_key_path(page), key if page.part != "methods" else _key(page, profile))
    return None


def _take_from_run(page: Page, profile: str, prints: Fingerprints) -> bool:
    """Use the notebook that a sweep has just executed for the same cell, if its result still holds."""
    if page.part != "methods":
        return False
    spec = _spec(page, profile)
    executed = store.own_result_path(spec).with_suffix(".ipynb")
    if not execution.made_from(executed, page.source) or finished_result(spec, prints.of(spec)) is None:
        return False
    store.write_atomically(page.target, executed.read_text(encoding="utf-8"))
    return True


def _made_elsewhere(page: Page, profile: str, prints: Fingerprints) -> str | None:
    """A notice for the reader where the run that the page shows is the published one; None where it is made here."""
    if page.part != "methods":
        return None
    spec = _spec(page, profile)
    hashes = prints.of(spec)
    if finished_result(spec, hashes) is not None or published_result(spec, hashes) is None:
        return None
    return (
        "The run on this page was not trained when this copy of the book was built. It is the published run of the "
        "same text, weights and code; open the page as a notebook and run it, and it trains where you are."
    )


def _joined(notes: Iterable[str | None]) -> str | None:
    return "\n\n".join(note for note in notes if note is not None) or None


def _parameters(page: Page, profile: str) -> tuple[dict[str, object], str | None]:
    """What to inject, and a notice for the reader where the page's own corpus is not on this machine."""
    if page.part != "methods":
        return {}, None
    chosen = PROFILES[profile]
    spec = _default_spec(page)
    parameters: dict[str, object] = {"recipe": chosen.recipe, "train_size": chosen.train_size}
    if catalogue.task(spec.task).stands_in_for is None or corpora.state(spec.corpus) == "ready":
        return parameters, None
    synthetic = _stand_in(replace(spec, recipe=chosen.recipe, train_size=chosen.train_size))
    title = catalogue.corpus(spec.corpus).title
    note = (
        f"The corpus of this page, {title}, was not on the machine that built it. What follows was run on "
        f"synthetic text instead (task {synthetic.task}); its scores say nothing about real text."
    )
    return {**parameters, "task": synthetic.task, "corpus": synthetic.corpus}, note


def _stand_in(spec: RunSpec) -> RunSpec:
    """The same run on synthetic text: the quick study's own if there is one, else of the task with the least text."""
    same_shape = replace(spec, task=catalogue.task(spec.task).stands_in_for or spec.task, corpus="synthetic")
    made_anyway = same_shape in catalogue.study("quick").runs
    return same_shape if made_anyway else replace(same_shape, task=SHORTEST_SYNTHETIC)


def _default_spec(page: Page) -> RunSpec:
    declared = papermill.inspect_notebook(jupytext.read(page.source))
    # papermill reports the defaults as source text; they are literals by the rule that the notebooks' tests hold.
    spec = RunSpec.from_parameters({name: ast.literal_eval(entry["default"]) for name, entry in declared.items()})
    if catalogue.corpus(spec.corpus).private:
        raise SpecError(
            f"{page.source.name} runs on {spec.corpus!r}, which is credentialed, and pages are published. "
            "Give it a synthetic or open corpus; make private runs with `clinpeft run` or `clinpeft sweep`"
        )
    return spec


def _spec(page: Page, profile: str) -> RunSpec:
    return RunSpec(**{**_default_spec(page).parameters(), **_parameters(page, profile)[0]})  # type: ignore[arg-type]


def _key(page: Page, profile: str) -> str:
    """sha256 over what the page shows: its source, the library, the parameters and the results or cards it reads."""
    digest = hashlib.sha256(page.source.read_bytes())
    tree = paths.tree()
    files = [*Path(__file__).resolve().parents[1].rglob("*.py"), *tree.cards.glob("*.json")]
    digest.update(json.dumps(_parameters(page, profile)[0]).encode())
    digest.update(json.dumps([(name, corpora.state(name)) for name in sorted(catalogue.CORPORA)]).encode())
    if page.part == "methods":
        spec = _spec(page, profile)
        files += [path for folder in (tree.runs, tree.published) for path in folder.glob(f"*/{spec.slug}.json")]
    else:
        files += [*tree.published.glob("*/*.json"), *tree.runs.glob("*/*.json"), *store.private_runs().glob("*/*.json")]
        files += [*tree.reported.glob("*.csv")]
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key_path(page: Page) -> Path:
    return page.target.with_suffix(KEY_SUFFIX)


def _stored_key(page: Page) -> str | None:
    path = _key_path(page)
    return path.read_text(encoding="utf-8") if path.is_file() and page.target.is_file() else None


def _remove_orphans(pages: dict[str, Page]) -> None:
    folder = paths.tree().executed
    for path in folder.rglob("*.ipynb"):
        if path.relative_to(folder).with_suffix("").as_posix() not in pages:
            path.unlink()
