"""The results of tools for data quality, as each writes them in JSON; none of the tools is imported."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

Status = Literal["passed", "warned", "failed"]


class Result(NamedTuple):
    """What a tool says of one of its checks."""

    name: str
    status: Status
    why: str = ""


class UnknownResultsError(ValueError):
    """The JSON is of none of the tools."""


def read_results(value: Any) -> list[Result]:
    """Read the results of whichever tool wrote them, sorted by name.

    Raises:
        UnknownResultsError: it is of none of the tools, or not whole.
    """
    reader = _reader(value if isinstance(value, dict) else {})
    if reader is None:
        raise UnknownResultsError("not the results of Great Expectations, pandera, Evidently or dbt")
    try:
        return sorted(reader(value))
    except (AttributeError, KeyError, TypeError) as error:
        raise UnknownResultsError(f"incomplete results: {type(error).__name__} at {error}") from None


def _reader(value: dict[str, Any]) -> Callable[[Any], Iterator[Result]] | None:
    if "dbt_schema_version" in (value.get("metadata") or {}):
        return _dbt
    if "validation_results" in value:
        return _checkpoint
    if "failures" in value and "columns" in value:
        return _pandera
    if "tests" in value and "metrics" in value:
        return _evidently
    return _expectations if "results" in value and "success" in value else None


def _expectations(value: Any) -> Iterator[Result]:
    """Great Expectations 1.x: `ValidationDefinition.run(…).to_json_dict()`."""
    for each in value["results"]:
        config = each["expectation_config"]
        yield _expectation(config["type"], config, each)


def _checkpoint(value: Any) -> Iterator[Result]:
    """Great Expectations 1.x: `Checkpoint.run(…).describe()`."""
    for validation in value["validation_results"]:
        for each in validation["expectations"]:
            yield _expectation(each["expectation_type"], each, each)


def _expectation(kind: str, config: Any, each: Any) -> Result:
    given = {key: value for key, value in sorted(config["kwargs"].items()) if key != "batch_id"}
    name = f"{kind}({', '.join(f'{key}={value}' for key, value in given.items())})"
    if each["success"]:
        return Result(name, "passed")
    found = each.get("result") or {}
    raised = (each.get("exception_info") or {}).get("exception_message")
    count = found.get("unexpected_count")
    why = raised or (f"{count} unexpected" if count is not None else f"found {found.get('observed_value')}")
    return Result(name, "warned" if config.get("severity") in ("warning", "info") else "failed", str(why))


def _pandera(value: Any) -> Iterator[Result]:
    """pandera: the columns of the schema, and `SchemaErrors.message` of a lazy validation, as the README says."""
    found = [each for kinds in value["failures"].values() for errors in kinds.values() for each in errors]
    failed = {str(each["column"]) for each in found}
    yield from (Result(f"{column}: schema", "passed") for column in value["columns"] if str(column) not in failed)
    for each in found:
        yield Result(f"{each['column']}: {each['check']}", "failed", " ".join(str(each["error"]).split()))


def _evidently(value: Any) -> Iterator[Result]:
    """Evidently 0.7: `Report(…, include_tests=True).run(…).json()`."""
    statuses: dict[str, Status] = {"SUCCESS": "passed", "WARNING": "warned", "SKIPPED": "warned"}
    for each in value["tests"]:
        yield Result(each["name"], statuses.get(each["status"], "failed"), str(each.get("description") or ""))


def _dbt(value: Any) -> Iterator[Result]:
    """Dbt 1.x: `target/run_results.json` of `dbt test` or `dbt build`."""
    statuses: dict[str, Status] = {"pass": "passed", "success": "passed", "warn": "warned", "skipped": "warned"}
    for each in value["results"]:
        yield Result(each["unique_id"], statuses.get(each["status"], "failed"), str(each.get("message") or ""))
