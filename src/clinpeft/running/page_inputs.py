"""What each page of the book shows: its run, its parameters, and a key that changes when anything of it does."""

import ast
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import jupytext
import papermill

from clinpeft import catalogue, corpora, paths
from clinpeft.catalogue.recipes import PROFILES
from clinpeft.running.fingerprints import library
from clinpeft.specs import RunSpec, SpecError

SHORTEST_SYNTHETIC = "concepts"
"""Its sentences make a run of a third of the time that the notes of mortality take."""


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


class Inputs:
    """Of all pages. What many of them share is read once, at the first question: results once all runs are made."""

    def __init__(self, profile: str) -> None:
        self._profile = PROFILES[profile]
        self._defaults: dict[str, RunSpec] = {}

    def parameters(self, page: Page) -> tuple[dict[str, object], str | None]:
        """What to inject, and a notice for the reader where the page's own corpus is not on this machine."""
        if page.part != "methods":
            return {}, None
        spec = self._default(page)
        parameters: dict[str, object] = {"recipe": self._profile.recipe, "train_size": self._profile.train_size}
        if catalogue.task(spec.task).stands_in_for is None or corpora.state(spec.corpus) == "ready":
            return parameters, None
        synthetic = _stand_in(replace(spec, recipe=self._profile.recipe, train_size=self._profile.train_size))
        title = catalogue.corpus(spec.corpus).title
        note = (
            f"The corpus of this page, {title}, was not on the machine that built it. What follows was run on "
            f"synthetic text instead (task {synthetic.task}); its scores say nothing about real text."
        )
        return {**parameters, "task": synthetic.task, "corpus": synthetic.corpus}, note

    def spec(self, page: Page) -> RunSpec:
        """The run of a method page."""
        return RunSpec(**{**self._default(page).parameters(), **self.parameters(page)[0]})  # type: ignore[arg-type]

    def key(self, page: Page) -> str:
        """sha256 over what the page shows: its source, parameters, the library, the results and cards that it reads."""
        parts = [paths.digest([page.source], page.source.parent), json.dumps(self.parameters(page)[0]), self._shared]
        parts.append(_of_run(self.spec(page)) if page.part == "methods" else self._results)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def _shared(self) -> str:
        states = json.dumps([(name, corpora.state(name)) for name in sorted(catalogue.CORPORA)])
        tree = paths.tree()
        tables = (tree.floors, tree.lineage)
        return states + library() + _digest(tree.cards, "*.json") + "".join(_digest(f.parent, f.name) for f in tables)

    @cached_property
    def _results(self) -> str:
        tree = paths.tree()
        folders = (tree.published, tree.runs, paths.private_runs())
        return "".join(_digest(folder, "*/*.json") for folder in folders) + _digest(tree.reported, "*.csv")

    def _default(self, page: Page) -> RunSpec:
        if page.name not in self._defaults:
            self._defaults[page.name] = _default_spec(page)
        return self._defaults[page.name]


def _digest(folder: Path, pattern: str) -> str:
    return paths.digest(sorted(folder.glob(pattern)), folder)


def _of_run(spec: RunSpec) -> str:
    """Its own result, and what is published of its cell: the page draws the other seeds beside it."""
    tree = paths.tree()
    siblings = f"{spec.task}/{spec.stem}-*.json"  # other sizes and rates too: a page too many is made, none too few
    return _digest(tree.runs, f"*/{spec.slug}.json") + _digest(tree.published, siblings)


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
