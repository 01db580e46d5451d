"""Finds, loads and validates the evidence catalogue and the rule packs."""

from .catalogue import Catalogue, CustomForm, Decoy, load_catalogue
from .files import find_pack, rules_folder, shipped_packs
from .inherit import Alteration, Inheritance
from .pack import DEFAULT_PACK, Pack, joined, load_pack, load_packs, rule_order
from .years import move_address, move_day, move_text

__all__ = [
    "DEFAULT_PACK",
    "Alteration",
    "Catalogue",
    "CustomForm",
    "Decoy",
    "Inheritance",
    "Pack",
    "find_pack",
    "joined",
    "load_catalogue",
    "load_pack",
    "load_packs",
    "move_address",
    "move_day",
    "move_text",
    "rule_order",
    "rules_folder",
    "shipped_packs",
]
