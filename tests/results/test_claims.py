"""The claims by hand, on made-up scores; and their words are those of the protocol."""

import re
from dataclasses import replace

import pytest
from test_contrasts import PROTOCOL, made

from clinpeft import catalogue
from clinpeft.catalogue import main_study
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.results import claims, contrasts, statistics, tables
from clinpeft.specs import RunResult, Study
from stored import todays_hashes

DEPTHS = {"mpnet_base_first3": 3, "mpnet_base_first6": 6, "mpnet_base_first9": 9, "mpnet_base": 12}


def on(backbone: str, result: RunResult) -> RunResult:
    return replace(result, spec=replace(result.spec, backbone=backbone))


def ladder(distance: dict[str, float]) -> list[RunResult]:
    """Full fine-tuning and LoRA on each backbone, LoRA's skill below full's by its distance."""
    return [
        on(name, made(method, seed, 1.5 - (gap if method == "lora" else 0.0)))
        for name, gap in distance.items()
        for seed in range(2)
        for method in ("full", "lora")
    ]


def test_a_distance_that_shrinks_with_depth_has_a_negative_slope() -> None:
    results = ladder({name: 1.0 - layers / 15 for name, layers in DEPTHS.items()})
    found = contrasts.slope_over_layers(results, claims.FULL, claims.LORA, DEPTHS, resamples=200)
    assert found is not None
    assert (found.tasks, found.pairs) == (1, 8)
    assert found.high < 0
    assert found.p_below(0) < 0.05
    widest, narrowest = (
        contrasts.compared([r for r in results if r.spec.backbone == name], claims.FULL, claims.LORA, resamples=50)
        for name in ("mpnet_base_first3", "mpnet_base")
    )
    assert widest is not None
    assert narrowest is not None
    assert found.estimate == pytest.approx((narrowest.estimate - widest.estimate) / 9, rel=0.2)


def test_a_distance_that_stays_has_no_slope_and_one_depth_has_none_at_all() -> None:
    flat = contrasts.slope_over_layers(ladder(dict.fromkeys(DEPTHS, 0.0)), claims.FULL, claims.LORA, DEPTHS, 200)
    assert flat is not None
    assert (flat.estimate, flat.p_below(0)) == (0.0, 1.0)
    assert contrasts.slope_over_layers(ladder({"mpnet_base": 0.5}), claims.FULL, claims.LORA, DEPTHS) is None


def test_the_shared_rate_is_compared_with_the_own_rate_of_the_same_seed() -> None:
    own = [made("lora", seed, 1.5) for seed in range(3)]
    shared = [
        replace(r, spec=replace(r.spec, learning_rate=PAPER)) for r in (made("lora", seed, 0.5) for seed in range(3))
    ]
    claim = next(claim for claim in claims.CLAIMS if "shared rate" in claim.text)
    found = claim.compare([*own, *shared])
    assert found is not None
    assert found.pairs == 3
    assert found.estimate < -1
    assert claim.p_value(found) < 0.05


def test_p_values_stand_on_the_side_that_is_claimed() -> None:
    found = contrasts.Contrast(0.5, tuple(x / 100 for x in range(1, 100)), 1, 3)
    assert found.p_above(0) == pytest.approx(0.01)
    assert found.p_below(0) == 1.0
    assert found.p_below(0.5) == pytest.approx(0.51)
    assert found.p_equivalent == pytest.approx(0.01)


def stored(results: list[RunResult], absent: tuple[RunResult, ...] = ()) -> tables.StudyResults:
    runs = tuple(result.spec for result in (*results, *absent))
    current = tuple(replace(result, hashes={**result.hashes, **todays_hashes(result.spec)}) for result in results)
    return tables.StudyResults(Study(name="core", title="", question="", runs=runs), (), current)


def judged_on(monkeypatch: pytest.MonkeyPatch, core: tables.StudyResults) -> list[claims.Judged]:
    """The verdicts where ``core`` is published so, and of every other study one run is asked and none is there."""
    nothing = stored([], (made("lora", 0, 1.0),))
    monkeypatch.setattr(tables, "study_results", lambda name: core if name == "core" else nothing)
    return claims.judge()


def beats_frozen(judged: list[claims.Judged]) -> claims.Judged:
    return next(one for one in judged if "beats the frozen" in one.claim.text)


PAIRS = [made(method, seed, skill) for seed in range(4) for method, skill in (("lora", 1.5), ("frozen", 0.2))]


def test_claims_that_have_not_run_are_neither_upheld_nor_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = judged_on(monkeypatch, stored(PAIRS))
    beats = beats_frozen(judged)
    assert beats.found is not None
    assert beats.adjusted == pytest.approx(6 * beats.found.p_above(0))
    assert beats.upheld
    rows = claims.table(judged)
    none, part = "no pairs of runs", "not judged yet: 8 of 9 runs"
    assert rows["verdict"].tolist() == [none, none, "upheld", none, part, "not judged yet: 0 of 1 runs"]
    assert rows.loc[3, "difference"].startswith("+")
    assert rows.loc[1, "difference"] == rows.loc[1, "p"] == ""


def test_a_part_of_the_runs_does_not_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = beats_frozen(judged_on(monkeypatch, stored(PAIRS[:-1], (PAIRS[-1],))))
    assert (beats.found, beats.upheld, beats.reason) == (None, None, "not judged yet: 7 of 8 runs")


def test_a_run_of_an_earlier_version_does_not_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    core = stored(PAIRS)
    first = replace(core.published[0], hashes={**core.published[0].hashes, "code": "another"})
    beats = beats_frozen(judged_on(monkeypatch, replace(core, published=(first, *core.published[1:]))))
    assert (beats.upheld, beats.reason) == (None, "not judged yet: 7 of 8 runs")


def test_failed_runs_do_not_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = replace(PAIRS[-1], status="failed", error="diverged", error_kind="exception", scores=())
    beats = beats_frozen(judged_on(monkeypatch, stored([*PAIRS[:-1], failed])))
    assert (beats.found, beats.upheld, beats.reason) == (None, None, "not judged: 1 run failed")


def test_runs_of_two_number_formats_do_not_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = ({**PAIRS[0].machine, "precision": name} for name in ("float32", "bfloat16"))
    mixed = [replace(PAIRS[0], machine=short), *(replace(result, machine=long) for result in PAIRS[1:])]
    beats = beats_frozen(judged_on(monkeypatch, stored(mixed)))
    assert (beats.found, beats.reason) == (None, "not judged: runs in bfloat16 and float32")


def test_runs_of_other_studies_do_not_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    core = stored(PAIRS[:4])
    more = beats_frozen(judged_on(monkeypatch, replace(core, published=stored(PAIRS).published)))
    assert more.found is not None
    assert more.found.pairs == 2


def test_the_protocol_names_the_same_claims_and_studies() -> None:
    rows = re.findall(r"^\| (\d) \| (.+?) \| (.+?) \| .+ \|$", PROTOCOL, flags=re.MULTILINE)
    assert [(int(number), text) for number, text, _ in rows] == [
        (place, claim.text) for place, claim in enumerate(claims.CLAIMS, 1)
    ]
    for (_, _, where), claim in zip(rows, claims.CLAIMS, strict=True):
        assert set(re.findall(r"`(\w+)`", where)) - set(catalogue.BACKBONES) == set(claim.studies)


def test_each_claim_has_the_runs_it_compares() -> None:
    """Each study holds, for the claims on it, both sides of at least one pair."""
    runs = {name: catalogue.study(name).runs for claim in claims.CLAIMS for name in claim.studies}
    core = set(runs["core"])
    assert all(replace(spec, learning_rate=None) in core for spec in runs["shared_rate"])
    ladder = {(spec.backbone, spec.method) for spec in runs["size_ladder"]}
    assert {(name, method) for name in main_study.DEPTHS for method in ("lora", "full")} <= ladder
    whole = {catalogue.backbone(name).made_from or name for name in main_study.DEPTHS}
    assert len(whole) == 1, "cuts of one backbone"


def upheld(number: int, results: list[RunResult]) -> bool:
    claim = claims.CLAIMS[number - 1]
    found = claim.compare(results)
    assert found is not None
    return claim.p_value(found) < claims.ALPHA


def runs(skills: dict[str, float], size: int = 800) -> list[RunResult]:
    made_ = [made(method, seed, skill, texts=300) for seed in range(3) for method, skill in skills.items()]
    return [replace(result, spec=replace(result.spec, train_size=size)) for result in made_]


def test_each_claim_is_upheld_by_what_it_says_and_by_nothing_else() -> None:
    same, apart = {"full": 1.0, "lora": 1.0}, {"full": 1.5, "lora": 0.5}
    for small, large, expected in ((same, apart, (True, False)), (apart, same, (False, True))):
        both = [*runs(small), *runs(large, 1600)]
        assert (upheld(1, both), upheld(2, both)) == expected
    assert upheld(3, runs({"frozen": 0.2, "lora": 1.5}))
    assert not upheld(3, runs({"frozen": 1.5, "lora": 0.2}))
    assert upheld(4, runs({"ia3": 0.5, "lora": 1.5}))
    assert not upheld(4, runs({"ia3": 1.5, "lora": 0.5}))
    depths = {name: DEPTHS[name] for name in main_study.DEPTHS}
    assert upheld(6, ladder({name: 1.0 - depth / 15 for name, depth in depths.items()}))
    assert not upheld(6, ladder({name: 0.1 + depth / 15 for name, depth in depths.items()}))


def test_the_protocols_training_and_analysis_are_those_of_the_code() -> None:
    main = catalogue.recipe("main")
    held = (main.batch_size, set(main.epochs.values()), main.min_updates, main.max_length, main.evaluations)
    assert held == (16, {3}, 300, 128, 6)
    words = "batches of 16, three passes and at least 300 updates, at most 128 tokens, six looks at validation"
    assert words in PROTOCOL
    assert f"{statistics.RESAMPLES:,} resamples" in PROTOCOL
    assert f"adjusted one below {claims.ALPHA} upholds" in PROTOCOL
    seeds: dict[str, set[int]] = {}
    for spec in catalogue.study("core").runs:
        seeds.setdefault(spec.method, set()).add(spec.seed)
    assert {method: len(some) for method, some in seeds.items()} == {
        method: 5 if method in ("full", "lora") else 3 for method in seeds
    }
