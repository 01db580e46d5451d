"""Text that readers see: Thai first, English beside it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Base of every model at a border: unknown keys are errors and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Bilingual(Strict):
    """The same sentence in Thai and in English."""

    th: str
    en: str
