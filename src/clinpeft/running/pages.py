"""Execute the walk-throughs for the book, several at once, each only when something it shows has changed."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from clinpeft import paths, resources, store
from clinpeft.kernels import halting
from clinpeft.running import execution, leases, memory, past, turns
from clinpeft.running.attempt import Terms
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.finished import finished_result, published_result
from clinpeft.running.page_inputs import Inputs, Page, all_pages
from clinpeft.specs import unknown_name

KEY_SUFFIX = ".key"
PAGE_MEMORY = 2 * memory.STACK
"""Bytes for a page that makes no run: what it imports, and its tables or a small model."""
Say = Callable[[str], object]


class PagesFailed(Exception):
    """Some pages did not run to their end; the message lists them with their errors."""


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

    inputs, prints = Inputs(profile), Fingerprints()
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        for of_methods in (True, False):
            group = [page for page in pages if (page.part == "methods") == of_methods]
            stale = [(page, key) for page in group if (key := inputs.key(page)) != _stored_key(page)]
            bar = progress.add_task(f"executing {'method' if of_methods else 'other'} pages", total=len(stale))
            for done in _execute_stale(stale, inputs, prints, progress.console.print):
                progress.advance(bar)
                yield done


def _execute_stale(
    stale: list[tuple[Page, str]], inputs: Inputs, prints: Fingerprints, say: Say
) -> Iterator[tuple[str, str | None]]:
    workers = _at_once([page for page, _ in stale], inputs)
    # Kernels that each take every core would wait for one another most of the time.
    terms = Terms(threads=resources.threads_each(workers), shows_published=True)
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        futures = {pool.submit(_execute_one, page, key, inputs, prints, terms, say): page for page, key in stale}
        for future in as_completed(futures):
            yield futures[future].name, future.result()
    except BaseException:
        with halting.halt():  # kernels hear no Ctrl-C
            pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _at_once(pages: list[Page], inputs: Inputs) -> int:
    """As many pages as there are cores, and as the largest of them fits into the free memory."""
    if not pages:
        return 1
    needs = past.memory_needs()
    largest = max(needs(inputs.spec(page)) if page.part == "methods" else PAGE_MEMORY for page in pages)
    return max(1, min(resources.cores(), len(pages), resources.free_memory() // largest))


def _execute_one(page: Page, key: str, inputs: Inputs, prints: Fingerprints, terms: Terms, say: Say) -> str | None:
    parameters, note = inputs.parameters(page)
    try:
        with _alone(page, inputs, prints, say) as lease:
            if note is not None or not _take_from_run(page, inputs, prints):
                notes = (note, _made_elsewhere(page, inputs, prints))
                told = {**terms.environment, **(lease.environment if lease is not None else {})}
                execution.execute(page.source, page.target, parameters, _joined(notes), environment=told)
    except Exception as error:
        return str(error) if isinstance(error, execution.NotebookFailed) else f"{type(error).__name__}: {error}"
    # A method page may have made its run just now, which is among the things that the key is made of.
    store.write_atomically(_key_path(page), key if page.part != "methods" else inputs.key(page))
    return None


def _alone(page: Page, inputs: Inputs, prints: Fingerprints, say: Say) -> AbstractContextManager[leases.Lease | None]:
    """The lease on the run that a method page is about to train, so that no sweep makes it at the same time."""
    if page.part != "methods":
        return nullcontext()
    spec = inputs.spec(page)
    hashes = prints.of(spec)
    if (finished_result(spec, hashes) or published_result(spec, hashes)) is not None:
        return nullcontext()
    return turns.wait_for(spec, say)


def _take_from_run(page: Page, inputs: Inputs, prints: Fingerprints) -> bool:
    """Use the notebook that a sweep has just executed for the same cell, if its result still holds."""
    if page.part != "methods":
        return False
    spec = inputs.spec(page)
    result = store.own_result_path(spec)
    executed = result.with_suffix(".ipynb")
    if not (execution.made_from(executed, page.source) and execution.shows(executed, result)):
        return False
    if finished_result(spec, prints.of(spec)) is None:
        return False
    store.write_atomically(page.target, executed.read_text(encoding="utf-8"))
    return True


def _made_elsewhere(page: Page, inputs: Inputs, prints: Fingerprints) -> str | None:
    """A notice for the reader where the run that the page shows is the published one; None where it is made here."""
    if page.part != "methods":
        return None
    spec = inputs.spec(page)
    hashes = prints.of(spec)
    if finished_result(spec, hashes) is not None or published_result(spec, hashes) is None:
        return None
    return (
        "The run on this page was not trained when this copy of the book was built. It is the published run of the "
        "same text, weights and code; open the page as a notebook and run it, and it trains where you are. Its seconds "
        "are those of another machine: do not compare them with the seconds on other pages."
    )


def _joined(notes: Iterable[str | None]) -> str | None:
    return "\n\n".join(note for note in notes if note is not None) or None


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
