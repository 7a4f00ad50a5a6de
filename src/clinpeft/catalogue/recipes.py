"""Every recipe: how a run is trained. Profiles differ in these numbers, never by an ``if`` in a notebook."""

from dataclasses import dataclass, replace

from clinpeft.specs import Recipe

_PILOT = Recipe(
    name="pilot",
    title="Pilot: long enough to see where a rate leads",
    batch_size=16,
    epochs={"sequence": 3, "pair": 3, "token": 3},
    min_updates=300,
    max_length=128,
    evaluations=6,
    validation_size=500,
    test_size=1500,
    spread=True,
)
_ENTRIES = (
    Recipe(
        name="quick",
        title="Quick: minutes on a laptop, for lessons and checks",
        batch_size=8,
        epochs={"sequence": 1, "pair": 1, "token": 1},
        min_updates=100,
        head_learning_rate=5e-3,  # a new head must learn within a hundred updates, whatever the method's own rate
        max_length=96,
        # Looking costs a third of what training does on an old processor: few looks, at few texts, keep it minutes.
        evaluations=3,
        evaluation_tokens=1024,  # what a processor works on at once stays in its cache
        validation_size=120,
        test_size=300,
    ),
    Recipe(
        name="tuned",
        title="Tuned: a learning rate for each method",
        batch_size=32,
        epochs={"sequence": 5, "pair": 5, "token": 4},
        min_updates=100,
    ),
    _PILOT,
    replace(
        _PILOT,
        name="main",
        title="Main: the pilot's training, at the rates that the pilot chose",
        test_size=2000,
    ),
    Recipe(
        name="paper",
        title="The paper's: one learning rate for every PEFT method",
        batch_size=32,
        epochs={"sequence": 5, "pair": 5, "token": 5},
        min_updates=100,
    ),
    Recipe(
        name="bench",
        title="Bench: seconds, to measure the machine with; no score of it means anything",
        batch_size=32,
        epochs={"sequence": 1, "pair": 1, "token": 1},
        min_updates=1,
        max_length=128,
        validation_size=32,
        test_size=32,
    ),
)

RECIPES = {recipe.name: recipe for recipe in _ENTRIES}


@dataclass(frozen=True)
class Profile:
    """How much the walk-throughs of the book train."""

    recipe: str
    train_size: int


PROFILES = {
    "quick": Profile(recipe="quick", train_size=800),
    "class": Profile(recipe="tuned", train_size=800),
    "full": Profile(recipe="tuned", train_size=2000),
}
