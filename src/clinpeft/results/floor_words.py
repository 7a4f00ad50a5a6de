"""How one run did against its floor, in a word."""

from clinpeft import catalogue
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
