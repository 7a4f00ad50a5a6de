"""Results as files: one self-contained JSON a run, written atomically, checked against data/results/schema.json.

Where peft's method_comparison measures the same thing, its name, unit and place in the file are used
(``run_info``, ``train_info``, ``meta_info``).
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import fastjsonschema
import jsonschema

from clinpeft import catalogue, paths, processes
from clinpeft.specs import Costs, CurvePoint, Floor, RunResult, RunSpec, Score, SpecError, Structure, as_plain

VERSION = 1
Record = TypeVar("Record")


class NotStored(OSError):
    """A file cannot be written: its folder is full, closed, or away for the moment. No fault of what it would hold."""


class ResultError(Exception):
    """A result file cannot be read or does not follow the schema; the message names the file and the place."""


def runs_folder(spec: RunSpec) -> Path:
    """The folder of this machine's own runs; that of runs on credentialed text may be read by its owner only."""
    return paths.private_runs() if catalogue.corpus(spec.corpus).private else paths.tree().runs


def own_result_path(spec: RunSpec) -> Path:
    """Where this machine's own result of a run lies."""
    return result_path(runs_folder(spec), spec)


def open_own_folder(spec: RunSpec) -> None:
    """See that the folder of this machine's own result of a run exists, closed to others where its text is private."""
    if catalogue.corpus(spec.corpus).private:
        paths.make_private(paths.private())
    own_result_path(spec).parent.mkdir(parents=True, exist_ok=True)


def write_own(result: RunResult) -> Path:
    """Write this machine's own result where it belongs."""
    open_own_folder(result.spec)
    return write(result, runs_folder(result.spec))


def result_path(folder: Path, spec: RunSpec) -> Path:
    """Where the result of a run lies below a folder of results."""
    return folder / spec.task / f"{spec.slug}.json"


def to_json(result: RunResult) -> dict[str, Any]:
    """The result as the content of its file."""
    plain: dict[str, Any] = as_plain(result)  # type: ignore[assignment]
    costs: dict[str, Any] = plain["costs"] or {}
    structure: dict[str, Any] = plain["structure"] or {}
    return {
        "version": VERSION,
        "spec": plain["spec"],
        "scores": plain["scores"],
        "floor": plain["floor"],
        "best_epoch": plain["best_epoch"],
        "predictions": plain["predictions"],
        "run_info": {
            "created_at": plain["created_at"],
            "experiment_name": result.spec.slug,
            "total_time": costs.pop("total_time", None),
            "train_config": plain["settings"],
            "error_msg": plain["error"],
            "error_kind": plain["error_kind"],
        },
        "train_info": {"status": plain["status"], **structure, **costs, "metrics": plain["curve"]},
        "meta_info": {
            "hashes": plain["hashes"],
            "package_info": plain["versions"],
            "system_info": plain["machine"],
        },
    }


def from_json(content: Mapping[str, Any]) -> RunResult:
    """The result in the content of a file that follows the schema."""
    run_info, train_info, meta_info = content["run_info"], content["train_info"], content["meta_info"]
    measured = {**train_info, "total_time": run_info["total_time"]}
    floor = content["floor"]
    return RunResult(
        spec=RunSpec(**content["spec"]),
        status=train_info["status"],
        created_at=run_info["created_at"],
        settings=run_info["train_config"],
        error=run_info["error_msg"],
        error_kind=run_info.get("error_kind"),  # older files have none
        hashes=meta_info["hashes"],
        versions=meta_info["package_info"],
        machine=meta_info["system_info"],
        scores=tuple(Score(**score) for score in content["scores"]),
        floor=None if floor is None else Floor(**{**floor, "scores": tuple(Score(**s) for s in floor["scores"])}),
        curve=tuple(CurvePoint(**point) for point in train_info["metrics"]),
        best_epoch=content["best_epoch"],
        structure=_part(Structure, measured),
        costs=_part(Costs, measured),
        predictions=content["predictions"],
    )


def _part(record: type[Record], content: Mapping[str, Any]) -> Record | None:
    names = [f.name for f in fields(record)]  # type: ignore[arg-type]
    if any(name not in content for name in names):
        return None
    return record(**{name: content[name] for name in names})


def write(result: RunResult, folder: Path) -> Path:
    """Write the result below the folder; other processes see the whole file or none."""
    content = to_json(result)
    check(content, result.spec.slug)
    path = result_path(folder, result.spec)
    write_atomically(path, _as_text(content))
    return path


def _as_text(content: Mapping[str, Any]) -> str:
    # Thousands of predictions, one number a line, would drown the rest of the file for human readers.
    floor = content["floor"] or {}
    blocks = {"@run": (content["predictions"], " "), "@floor": (floor.get("predictions"), "  ")}
    marked = {**content, "predictions": "@run"}
    if floor:
        marked["floor"] = {**floor, "predictions": "@floor"}
    text = json.dumps(marked, indent=1, sort_keys=True, allow_nan=False)
    for mark, (columns, indent) in blocks.items():
        text = text.replace(f'"{mark}"', _one_line_each(columns, indent), 1)
    return text


def _one_line_each(columns: Mapping[str, Any] | None, indent: str) -> str:
    if columns is None:
        return "null"
    lines = [
        f'{indent} "{name}": {json.dumps(values, separators=(",", ":"))}' for name, values in sorted(columns.items())
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def write_atomically(path: Path, text: str) -> None:
    """Replace a file in one step: a reader, or a crash, never meets half of it. NotStored where it cannot be done."""
    part = path.with_name(f".{path.name}.{processes.tag()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise NotStored(error.errno, f"{error.strerror}: {path.name} could not be written") from error
    finally:
        discard(part)  # a half-written file of a process that is gone is removed later


def discard(path: Path) -> None:
    """Remove a file if that can be done: its folder may be away or read-only, or guard another user's file."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def read(path: Path) -> RunResult:
    """Read one result; ResultError names the file where it cannot be had, is broken or does not follow the schema."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultError(
            f"{path.name}: cannot be read ({error.strerror}); see to its folder and disk, or delete the file, and run "
            "`clinpeft sweep` again"
        ) from error
    except (ValueError, RecursionError) as error:  # no JSON, or not even text
        raise ResultError(
            f"{path.name}: not valid JSON ({error}); delete the file and run `clinpeft sweep` again"
        ) from error
    check(content, path.name)
    try:
        return from_json(content)
    except SpecError as error:
        raise ResultError(f"{path.name}: {error}") from error


def check(content: Mapping[str, Any], name: str) -> None:
    """Raise ResultError unless the content follows the schema."""
    try:
        _compiled()(content)
    except fastjsonschema.JsonSchemaValueException as refusal:
        raise ResultError(f"{name}: {_place_of_error(content) or refusal.message[:300]}") from refusal


def _place_of_error(content: Mapping[str, Any]) -> str | None:
    """Where the content leaves the schema and how; None where the slower check finds nothing."""
    errors = sorted(_validator().iter_errors(content), key=lambda error: list(map(str, error.absolute_path)))
    if not errors:
        return None
    place = "/".join(map(str, errors[0].absolute_path)) or "the file"
    return f"{place}: {errors[0].message[:300]}"


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(_schema())


@cache
def _compiled() -> Callable[[Mapping[str, Any]], object]:
    # A result holds thousands of predictions and a page reads hundreds of results: twenty times as fast, but it knows
    # only the older drafts by name (the schema uses nothing newer) and says less well what is wrong.
    return fastjsonschema.compile(
        {**_schema(), "$schema": "http://json-schema.org/draft-07/schema#"}, use_default=False
    )


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((paths.tree().published / "schema.json").read_text(encoding="utf-8"))
    return schema
