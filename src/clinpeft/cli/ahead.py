"""What a command begins before it has imported all that it needs."""

from collections.abc import Iterable

from clinpeft import catalogue, corpora, paths, store
from clinpeft.specs import RunSpec


def start_kernels(at_once: int | None) -> None:
    """Let the server of kernels import the stack while this process does; None for as many kernels as cores.

    Nothing on a single core, where the two would only take turns.
    """
    from clinpeft import kernels, resources

    cores = resources.cores()
    if cores > 1:
        kernels.start_ahead(kernels.thread_limits(resources.threads_each(at_once or cores)))


def lack_results(runs: Iterable[RunSpec]) -> bool:
    """Whether a run that can be made has no result file, seen without torch: then kernels will surely be wanted."""
    ready = {name for name in catalogue.CORPORA if corpora.state(name) == "ready"}
    makeable = (spec for spec in runs if spec.corpus in ready and catalogue.excluded(spec) is None)
    return any(not store.own_result_path(spec).is_file() for spec in makeable)


def lack_pages() -> bool:
    """Whether a walk-through has no executed page at all."""
    tree = paths.tree()
    sources = (source.relative_to(tree.notebooks) for source in tree.notebooks.rglob("*.py"))
    return any(not (tree.executed / source).with_suffix(".ipynb").is_file() for source in sources)
