"""How one run did against its floor, in a word, and what may be chance in it."""

from clinpeft import catalogue
from clinpeft.results.names import count_words
from clinpeft.specs import RunResult

NOT_COMPARABLE = "not comparable with"


def beside_floor(result: RunResult) -> str:
    """Goes before "its floor": "above", "not above", or "not comparable with" where a test score is undefined.

    A score is undefined where the test texts have one label only, as a small corpus of one's own may.
    """
    main = catalogue.task(result.spec.task).main_metric
    reached, floor = result.score(main), result.floor_score(main)
    if reached is None or floor is None:
        return NOT_COMPARABLE
    return "above" if reached > floor else "not above"


def chance(result: RunResult) -> str:
    """What the run's score rests on: its one seed, and its test texts, counted where the result keeps predictions."""
    columns = result.predictions or {}
    noun = "test document" if "documents" in columns else "test text"
    rows = len(next(iter(columns.values()), []))
    tested = count_words(rows, noun) if rows else "one set of test texts"
    return f"One run is one seed, scored on {tested}: a small gap, either way, may be chance."
