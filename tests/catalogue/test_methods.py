"""What the catalogue declares of methods: recipes' targets, formulas, and what peft offers beyond them."""

import json
import re
from pathlib import Path

import pytest
from peft import PeftType

from clinpeft import catalogue, store
from clinpeft.catalogue import METHODS
from clinpeft.catalogue.backbones import roles
from clinpeft.catalogue.methods import LEFT_OUT
from clinpeft.specs import Backbone, Formula, Method, SpecError, Variant, as_plain, evaluate
from tiny import TINY

PROJECT = Path(__file__).resolve().parents[2]
EVERY = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))


def backbone(architecture: str, size_group: str = "bert") -> Backbone:
    known = {name: getattr(TINY, name) for name in TINY.__dataclass_fields__}
    known |= {"architecture": architecture, "size_group": size_group, "roles": roles.ARCHITECTURES[architecture]}
    return Backbone(**known)


def test_there_are_more_than_thirty_five_methods_of_many_families() -> None:
    assert len(METHODS) >= 35
    assert len({method.family for method in METHODS.values()}) >= 8


@EVERY
def test_an_entry_is_complete(method: Method) -> None:
    references = (PROJECT / "book" / "references.bib").read_text(encoding="utf-8")
    assert f"{{{method.reference}," in references
    assert re.fullmatch(r"[A-Z].*\.", method.summary)
    for recipe in ("quick", "tuned", "paper"):
        for kind in ("sequence", "pair", "token"):
            assert 0 < method.learning_rate(recipe, kind) <= 1
    assert set(method.targets + method.feedforward) <= set(roles.ROLES)
    assert set(method.excluded) <= {*roles.ARCHITECTURES, *(f"{name}/token" for name in roles.ARCHITECTURES)}
    assert all(reason.endswith(".") for reason in method.excluded.values())
    json.dumps({**method.options})  # data, and nothing that JSON does not know


@pytest.mark.parametrize(
    ("architecture", "size_group", "paper", "tuned"),
    [
        ("bert", "bert", ["query", "value"], ["query", "value"]),
        ("bert", "tiny", ["query", "key", "value"], ["query", "value"]),
        ("roberta", "bert", ["query", "value"], ["query", "value"]),
        ("mobilebert", "mobile", ["query", "key", "value"], ["query", "value"]),
        ("distilbert", "distil", ["q_lin", "k_lin", "v_lin"], ["q_lin", "v_lin"]),
        ("llama", "llama", ["q_proj", "v_proj"], ["q_proj", "v_proj"]),
    ],
)
def test_lora_adapts_what_the_recipe_says_there(
    architecture: str, size_group: str, paper: list[str], tuned: list[str]
) -> None:
    place = backbone(architecture, size_group)
    for recipe, expected in (("paper", paper), ("tuned", tuned), ("quick", tuned)):
        assert place.module_names(METHODS["lora"].on(recipe, place).targets) == expected


def test_the_papers_other_departures() -> None:
    assert METHODS["prefix_tuning"].on("paper", backbone("distilbert")).virtual_tokens == 20
    assert METHODS["prefix_tuning"].on("tuned", backbone("distilbert")).virtual_tokens == 10
    scaled = METHODS["ia3"].on("paper", backbone("distilbert"))
    assert backbone("distilbert").module_names(scaled.targets) == ["k_lin", "v_lin", "lin1", "lin2"]
    assert backbone("distilbert").module_names(scaled.feedforward) == ["lin1", "lin2"]
    assert METHODS["lora"].on("paper", backbone("llama")).options["r"] == 16


def test_a_narrower_variant_wins_and_keeps_the_other_options() -> None:
    method = Method(
        name="a", title="A", family="f", trains="adapter", peft_type="LORA", learning_rates={}, notebook="a",
        reference="a", summary="A.", formula=Formula(), options={"r": 1, "alpha": 1},
        variants={"bert": Variant(options={"r": 2}), "paper/bert": Variant(options={"r": 3}, mergeable=True)},
    )  # fmt: skip
    assert dict(method.on("tuned", backbone("bert")).options) == {"r": 2, "alpha": 1}
    assert dict(method.on("paper", backbone("bert")).options) == {"r": 3, "alpha": 1}
    assert method.on("paper", backbone("bert")).mergeable
    assert dict(method.on("paper", backbone("roberta")).options) == {"r": 1, "alpha": 1}


def test_everything_peft_offers_is_used_or_left_out_with_a_reason() -> None:
    used = {method.peft_type for method in METHODS.values()}
    assert {kind.value for kind in PeftType} == (used - {None}) | set(LEFT_OUT)
    assert not used & set(LEFT_OUT)


def test_formulas_are_arithmetic_and_nothing_else() -> None:
    assert evaluate("r * (d_in + d_out) + d_out if d_in >= 2 else 0", {"r": 8, "d_in": 3, "d_out": 4}) == 60
    assert evaluate("ceil(min(5, 7) / 2) + small_factor(384) - large_factor(384)", {}) == -5
    with pytest.raises(SpecError, match="unknown name in a formula 'rank'"):
        evaluate("rank * 2", {"r": 8})
    with pytest.raises(SpecError, match="__import__"):
        evaluate("__import__('os')", {})


@pytest.mark.parametrize("number", [1, 7, 32, 128, 312, 384, 768, 1200, 3072])
def test_factors_near_the_root_are_those_of_peft(number: int) -> None:
    from peft.tuners.lokr.layer import factorization

    assert (evaluate(f"small_factor({number})", {}), evaluate(f"large_factor({number})", {})) == factorization(number)


def test_published_runs_of_the_papers_methods_are_what_the_catalogue_still_declares() -> None:
    from clinpeft import provenance

    results = [store.read(path) for path in sorted((PROJECT / "data" / "results").glob("*/*-quick-*.json"))]
    assert results
    for result in results:
        now = as_plain(provenance.settings(result.spec, catalogue.resolve(result.spec)))
        then = as_plain(result.settings)
        assert isinstance(now, dict)
        assert isinstance(then, dict)
        for part in ("method", "backbone", "learning_rate", "head_learning_rate"):
            assert now[part] == then[part], f"{result.spec.slug}: {part}"
