"""The report as JSON, and its schema."""

import json

from pydantic import BaseModel

from suite.report.estimate import Outlook, outlook_of
from suite.state.history import History
from suite.state.record import Night
from suite.state.summary import Summary, summary_of


class Report(BaseModel):
    """`newest`: the record of the newest night, as it stands in nights/NIGHT/record.json; null
    where there is none. `outlook`: what more time would bring. `nights`: all nights in a few
    figures, the oldest first. `problems`: a sentence for each record that could not be read."""

    version: int = 1
    made: str
    newest: Night | None
    outlook: Outlook | None
    nights: list[Summary]
    problems: list[str]


def report_of(history: History, made: str) -> Report:
    newest = history.nights[-1] if history.nights else None
    return Report(
        made=made,
        newest=newest,
        outlook=outlook_of(newest) if newest else None,
        nights=[summary_of(night) for night in history.nights],
        problems=history.problems,
    )


def as_json(report: Report) -> str:
    return report.json(indent=2) + "\n"


def schema() -> str:
    """JSON Schema, draft 7. What pydantic calls optional may be null, which it does not say."""
    described = Report.schema()
    described["$schema"] = "http://json-schema.org/draft-07/schema#"
    for model in (described, *described["definitions"].values()):
        for name in nullable(model):
            model["properties"][name] = {"anyOf": [model["properties"][name], {"type": "null"}]}
    return json.dumps(described, indent=2) + "\n"


def nullable(model: dict[str, object]) -> list[str]:
    """The fields of a model that have no default and are not required, or have null for one."""
    properties, required = model.get("properties", {}), model.get("required", [])
    assert isinstance(properties, dict) and isinstance(required, list)
    return [
        name for name in properties if name not in required and "default" not in properties[name]
    ]
