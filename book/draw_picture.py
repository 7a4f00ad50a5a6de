"""Draw the README's picture from the published results, and stamp it with a digest of their files: `make picture`."""

import matplotlib as mpl

mpl.use("Agg")  # a picture for a file needs no screen

from clinpeft import catalogue, paths, store
from clinpeft.results import figures, tables
from clinpeft.specs import RunResult

STUDY = "quick_seeds"  # the runs of "quick" with the seeds that are published beside them
STAMP = "drawn from"
PICTURE = paths.tree().book / "_static" / "results.png"


def drawn() -> tuple[RunResult, ...]:
    """The published results of the study's runs; TableError where one is missing."""
    study = catalogue.study(STUDY)
    own = tables.results_of(study).own().published
    tables.refuse_holes(own, study, "published")
    return own


def stamp() -> str:
    """sha256 over the files that the picture shows as they are today."""
    published = paths.tree().published
    return paths.digest(sorted(store.result_path(published, result.spec) for result in drawn()), published)


def main() -> None:
    """Draw and save; the same results give the same bytes."""
    figure = figures.scores(tables.frame(drawn(), STUDY, "published"))[0].figure
    figure.savefig(PICTURE, facecolor="white", metadata={"Software": None, STAMP: stamp()})


if __name__ == "__main__":
    main()
