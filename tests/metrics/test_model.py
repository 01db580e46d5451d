"""The JSON Schema of a metrics line is the model's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

from jsonschema import Draft202012Validator

import itacheck.metrics
from itacheck.metrics import metrics_schema

# Set it, run, and review the difference.
REFRESH = bool(os.environ.get("ITACHECK_REFRESH_GOLDEN"))


def test_the_schema_is_current() -> None:
    path = Path(itacheck.metrics.__file__).parent / "metrics.schema.json"
    if REFRESH:
        path.write_text(metrics_schema(), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == metrics_schema()
    Draft202012Validator.check_schema(json.loads(metrics_schema()))
