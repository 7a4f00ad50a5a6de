"""What the results say, as sentences for pages: a number in prose is computed here and never typed.

Each function reads this machine's runs where there are any with a score, else the published ones, and says which. What
is said task by task is a Markdown list: its value needs a paragraph of its own.
"""

from collections.abc import Callable, Collection, Iterable

import pandas as pd

from clinpeft import catalogue
from clinpeft.results.names import (
    ORIGIN_TITLES,
    count_words,
    listed,
    method_title,
    metric_title,
    task_title,
    task_titles,
)
from clinpeft.results.pivots import CLOSE, cells, relative_costs
from clinpeft.results.tables import CELL, StudyResults, absent_runs
from clinpeft.specs import RunResult

NO_RUNS = "There are no finished runs to speak of yet."


def coverage(stored: StudyResults) -> str:
    """How many runs of the study are finished here, how many are published, which failed, and which are outdated."""
    done, asked = sum(result.status == "success" for result in stored.here), len(stored.study.runs)
    if not stored.here and not stored.outdated and stored.published:
        elsewhere = _failed(stored.published)
        failed = f" Failed among them: {elsewhere}." if elsewhere else ""
        return (
            f"None of the study's {count_words(asked, 'run')} was made on this machine; {_published(stored)}.{failed}"
        )
    text = f"On this machine {done} of the study's {count_words(asked, 'run')} are finished; {_published(stored)}."
    here, elsewhere = _failed(stored.here), _failed(stored.published)
    name = stored.study.name
    text += f" Failed here: {here}; `clinpeft status {name}` gives the errors." if here else " None failed here."
    text += f" Failed among the published: {elsewhere}." if elsewhere else ""
    if not stored.outdated:
        return text
    old = count_words(len(stored.outdated), "run")
    return f"{text} Left out: {old} made here by an earlier version; `clinpeft sweep {name}` makes them again."


def _published(stored: StudyResults) -> str:
    count, old = len(stored.published), len(stored.published) - len(stored.current)
    stand = "stands" if count == 1 else "stand"
    where = "beside them" if stored.here else "here"
    earlier = f", {old} of them of an earlier version, to be made again" if old else ""
    return f"{count_words(count, 'published run')} {stand} {where}{earlier}"


def _failed(results: Iterable[RunResult]) -> str:
    failed = [result.spec for result in results if result.status == "failed"]
    names = [f"{method_title(spec.method)} on {spec.task} (seed {spec.seed})" for spec in failed]
    return listed(names) if names else ""


def further_seeds(stored: StudyResults) -> str:
    """Why more runs may be published than the study has: further seeds of its cells, from other studies."""
    further = len(stored.published) - len(stored.own().published)
    if not further:
        return ""
    are = "is a further seed" if further == 1 else "are further seeds"
    return f"{further} of the published runs {are} of the study's cells, made for other studies."


def provisional(stored: StudyResults) -> str:
    """A warning where the runs that speak are not all of the study's; nothing where they are."""
    speaking = stored.one_origin()
    lacking = len(absent_runs([*speaking.here, *speaking.published], stored.study))
    if not lacking:
        return ""
    asked = len(stored.study.runs)
    return f"**Provisional:** {asked - lacking} of the study's {asked} runs speak here; the others may change it all."


def unavailable_corpora(frame: pd.DataFrame, study: str, state: Callable[[str], str]) -> tuple[str, ...]:
    """Corpora of the study that this machine does not have and has not run on; ``state`` is corpora.state."""
    ran = set(frame.loc[frame["origin"] == "here", "corpus"])
    names = dict.fromkeys(spec.corpus for spec in catalogue.study(study).runs)
    return tuple(name for name in names if name not in ran and state(name) != "ready")


def unavailable_words(names: Collection[str]) -> str:
    """Which corpora are missing here and what that does to the page."""
    if not names:
        return "Every corpus of this study is at hand on this machine."
    titles = listed([f"{catalogue.corpus(name).title} (`{name}`)" for name in names])
    them = "it" if len(names) == 1 else "them"
    return (
        f"Not available on this machine: {titles}. Runs on {them} are shown as unavailable, and only published ones "
        f"speak for {them}. `clinpeft data fetch` gets {them} where there is a network."
    )


def words_suffice(frame: pd.DataFrame) -> str:
    """For each task: does any method beat the floor, and how many do?"""
    return _per_task(frame, _beside_floor)


def best_methods(frame: pd.DataFrame) -> str:
    """For each task the best method by its mean over seeds, and how far behind the others are."""
    return _per_task(frame, _best)


def cost_words(costs: pd.DataFrame) -> str:
    """Training time of each method as a share of full fine-tuning's, and its file size: means over tasks and seeds."""
    rows = relative_costs(costs)
    rows = rows[rows["time_ratio"].notna()]
    rows = rows[rows["origin"] == ("here" if (rows["origin"] == "here").any() else "published")]
    whole = rows["method"].map(lambda name: catalogue.method(name).trains == "all").astype(bool)
    if rows.empty or whole.all():
        return NO_RUNS
    means = rows[~whole].groupby("variant", sort=False)[["time_ratio", "megabytes"]].mean()
    times, sizes = means["time_ratio"].astype(float), means["megabytes"].astype(float)
    most = f", and of the others {times.idxmax()} the most, {times.max():.2f}" if len(times) > 1 else ""
    return (
        f"{whose(rows['origin'].iloc[0])} {times.idxmin()} takes the least time to train, {times.min():.2f} of what "
        f"full fine-tuning takes{most}. The file to keep is "
        f"{float(rows[whole]['megabytes'].mean()):.1f} MB for full fine-tuning and {sizes.min():.2f} MB for "
        f"{sizes.idxmin()}, the smallest."
    )


def lean_words(frame: pd.DataFrame, close: float = CLOSE) -> str:
    """For each task the method with the fewest trained parameters whose mean is within ``close`` of the best."""

    def sentence(cell: pd.DataFrame) -> str:
        known = cell[cell["trainable"].notna()]
        best = known["mean"].max()
        lean = known[known["mean"] >= best - close].sort_values("trainable").iloc[0]
        if lean["mean"] == best:
            return f"{lean['variant']} is the best, and none with fewer trained parameters comes within {close} of it"
        return f"{lean['variant']} is within {close} of the best with {lean['trainable']:,} trained parameters"

    return _per_task(frame, sentence)


def unfinished_words(frame: pd.DataFrame) -> str:
    """How many runs were still rising when they stopped, and on which tasks."""
    runs = frame[frame["status"] == "success"].drop_duplicates([*CELL, "seed"])  # here and published are one run
    rising = runs[runs["unfinished"].fillna(False).astype(bool)]
    if runs.empty:
        return NO_RUNS
    if rising.empty:
        return f"None of the {count_words(len(runs), 'run')} was still rising on validation when it stopped."
    return (
        f"{len(rising)} of {count_words(len(runs), 'run')} were still rising on validation when they stopped, on "
        f"{listed(sorted(set(task_titles(rising))))}: longer training might change their place."
    )


def limits(frame: pd.DataFrame) -> str:
    """What a score on each task of the frame cannot show, as the catalogue says it."""
    pairs = frame[["task", "corpus"]].drop_duplicates().itertuples(index=False)
    said = {task_title(task, corpus).replace(" on ", "` on `"): catalogue.task(task).limits for task, corpus in pairs}
    return "\n".join(f"- `{title}`: {words}" for title, words in said.items())


def speaking(table: pd.DataFrame) -> pd.DataFrame:
    """Of a table of pivots.cells the scored cells of this machine, or the published ones where it has none."""
    scored = table[table["n"] > 0]
    here = scored[scored["origin"] == "here"]
    return scored if here.empty else here


def whose(origin: str) -> str:
    """How a sentence on runs of this origin begins."""
    return "On this machine," if origin == "here" else "In the published runs,"


def place(row: pd.Series) -> str:
    """Task, corpus and size of a row of pivots.label_columns, without its rate."""
    return str(row["column"]).split(":")[0]


def _per_task(frame: pd.DataFrame, sentence: Callable[[pd.DataFrame], str]) -> str:
    scored = cells(frame)
    parts = []
    for _, every in scored[scored["n"] > 0].groupby("column", sort=False):
        cell = speaking(every)
        parts.append(f"- **{place(cell.iloc[0])}** ({ORIGIN_TITLES[cell['origin'].iloc[0]]}): {sentence(cell)}.")
    return "\n".join(parts) or NO_RUNS


def _best(cell: pd.DataFrame) -> str:
    ranked = cell.sort_values("mean", ascending=False)
    first = (
        f"{ranked['variant'].iloc[0]} leads with {metric_title(ranked['metric'].iloc[0])} {ranked['mean'].iloc[0]:.3f}"
    )
    if len(ranked) == 1:
        return first
    second, last = ranked.iloc[1], ranked.iloc[-1]
    rest = f", {second['variant']} follows with {second['mean']:.3f}"
    return first + rest + (f", {last['variant']} closes with {last['mean']:.3f}" if len(ranked) > 2 else "")


def _beside_floor(cell: pd.DataFrame) -> str:
    known = cell[cell["floor"].notna()]
    if known.empty:
        return "the floor is not known"
    above = int((known["mean"] > known["floor"]).sum())
    best = known.sort_values("mean").iloc[-1]
    numbers = f"the floor reaches {best['floor']:.3f}, the best method, {best['variant']}, {best['mean']:.3f}"
    if above == 0:
        return f"words suffice here: {numbers}, and no method beats it"
    return f"{numbers}; {above} of {count_words(len(known), 'method')} {'beats' if above == 1 else 'beat'} the floor"
