"""Finds, loads and validates the evidence catalogue and the rule packs."""

from .catalogue import Catalogue, CustomForm, Decoy, extended, load_catalogue
from .files import EVIDENCE, find_pack, rules_folder, shipped_packs
from .inherit import Alteration, Inheritance, rule_files
from .pack import DEFAULT_PACK, Pack, joined, load_pack, load_packs, rule_order
from .years import move_address, move_day, move_text

__all__ = [
    "DEFAULT_PACK",
    "EVIDENCE",
    "Alteration",
    "Catalogue",
    "CustomForm",
    "Decoy",
    "Inheritance",
    "Pack",
    "extended",
    "find_pack",
    "joined",
    "load_catalogue",
    "load_pack",
    "load_packs",
    "move_address",
    "move_day",
    "move_text",
    "rule_files",
    "rule_order",
    "rules_folder",
    "shipped_packs",
]
