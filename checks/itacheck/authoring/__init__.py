"""For who keeps the rules: scaffolds, what is wrong in the files, examples run and told, schemas, the reference."""

from .describing import evidence_info, needs_of, readable
from .loading import load, types_of
from .problems import Level, Problem, exit_code
from .rulebook import reference, reference_files
from .scaffold import new_evidence, new_pack, new_rule
from .schemas import SCHEMAS, schema_files, schema_text
from .trials import Part, Trial, try_all
from .validation import validate

__all__ = [
    "SCHEMAS",
    "Level",
    "Part",
    "Problem",
    "Trial",
    "evidence_info",
    "exit_code",
    "load",
    "needs_of",
    "new_evidence",
    "new_pack",
    "new_rule",
    "readable",
    "reference",
    "reference_files",
    "schema_files",
    "schema_text",
    "try_all",
    "types_of",
    "validate",
]
