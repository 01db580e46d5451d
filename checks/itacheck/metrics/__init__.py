"""How a run goes, as JSON lines: written while it runs, read by whoever watches it.

with metrics_to(file, opening) as metrics:
    run = Run(..., progress=metrics.crawled)
    for result in run.checked():
        metrics.finished(result)
    metrics.end(code)
"""

from .following import Follower, NoMetricsError, Seen
from .model import LINES, SCHEMA, AgencyLine, AtWork, Begun, Ended, Line, Rate, Slow, Underway, metrics_schema
from .recording import EVERY, MAX_MISSING, Metrics, Opening, metrics_to
from .writing import LineWriter

__all__ = [
    "EVERY",
    "LINES",
    "MAX_MISSING",
    "SCHEMA",
    "AgencyLine",
    "AtWork",
    "Begun",
    "Ended",
    "Follower",
    "Line",
    "LineWriter",
    "Metrics",
    "NoMetricsError",
    "Opening",
    "Rate",
    "Seen",
    "Slow",
    "Underway",
    "metrics_schema",
    "metrics_to",
]
