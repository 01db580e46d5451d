"""Results over time: since when a rule fails or passes, what changed and why, whether a site can be looked at."""

from .folder import load_history, save_history
from .model import (
    AgencyHistory,
    Blind,
    Down,
    Event,
    History,
    RuleHistory,
    RunLog,
    RunRecord,
    Standing,
    What,
    key_of,
)
from .recording import OlderRunError, record, was_checked
from .telling import Reach, Reachability, Told, changes, overdue_days, reach, trend

__all__ = [
    "AgencyHistory",
    "Blind",
    "Down",
    "Event",
    "History",
    "OlderRunError",
    "Reach",
    "Reachability",
    "RuleHistory",
    "RunLog",
    "RunRecord",
    "Standing",
    "Told",
    "What",
    "changes",
    "key_of",
    "load_history",
    "overdue_days",
    "reach",
    "record",
    "save_history",
    "trend",
    "was_checked",
]
