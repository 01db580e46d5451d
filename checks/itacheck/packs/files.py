"""The files of rule packs and catalogues: where they lie, which of them are read, and the digest over them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import itacheck
from itacheck.errors import ConfigurationError

PACK_FILE = "pack.toml"
EVIDENCE = "evidence"
"""The folder of evidence types, in `rules/` and in a pack that defines its own."""


def rules_folder() -> Path:
    """Where the shipped rules are: inside the installed package, or at the top of a checkout."""
    inside = Path(itacheck.__file__).parent / "rules"
    return inside if inside.is_dir() else Path(itacheck.__file__).parents[2] / "rules"


def shipped_packs() -> list[str]:
    """The ids of the packs that come with the program."""
    return sorted(path.parent.name for path in rules_folder().glob(f"*/{PACK_FILE}"))


def find_pack(name: str, start: Path | None = None) -> Path:
    """The folder of a pack: the id of a shipped one, or the path of a folder that holds a `pack.toml`.

    A word without a slash is a shipped pack first; `./2568` is the folder, whatever it is called.

    Args:
        name: an id or a path.
        start: the folder from which a path is meant; None: the current one, where a bare word may be a folder too.

    Raises:
        ConfigurationError: there is none.
    """
    bare = name not in ("", ".", "..") and Path(name).name == name
    folders = [rules_folder() / name] if bare else []
    if start is None or not bare:
        folders.append((start or Path()) / name)
    for folder in folders:
        if _is_file(folder / PACK_FILE):
            return folder
    raise ConfigurationError(
        f"rule pack {name!r}: not found",
        f"use one of {', '.join(shipped_packs())}, or the path of a folder that holds a {PACK_FILE}",
    )


def files_in(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder that match, in order; hidden ones are left out.

    Raises:
        ConfigurationError: one is no plain file, or a link that leads out of the folder or nowhere.
    """
    found = []
    for path in sorted(folder.glob(pattern)):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            check_inside(path, folder)
            found.append(path)
    return found


def check_inside(path: Path, folder: Path) -> None:
    """Sees that a file lies in its folder: a pack from elsewhere must not read what else is on this machine.

    Raises:
        ConfigurationError: it is no plain file, or a link that leads out of the folder or nowhere.
    """
    try:
        real, top = path.resolve(strict=True), folder.resolve(strict=True)
    except (OSError, RuntimeError):
        raise ConfigurationError(f"{path}: a link that leads nowhere", "remove it, or put the file there") from None
    if not real.is_relative_to(top) and not folder.is_relative_to(rules_folder()):
        # Installers may link the program's own files to a store of theirs.
        raise ConfigurationError(f"{path}: a link that leads out of {folder}", "put the file itself there")
    if not real.is_file():
        raise ConfigurationError(f"{path}: not a file", "rename the folder, or put a TOML file there")


def digest_of(files: Iterable[tuple[Path, Path]], extra: Iterable[str] = ()) -> str:
    """The sha256 over files, each by its place in its folder and its content; line ends make no difference.

    Args:
        files: folder and file, in order.
        extra: what else decides verdicts, such as the versions of custom forms.
    """
    digest = hashlib.sha256()
    for folder, path in files:
        digest.update(f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for line in extra:
        digest.update(f"{line}\0".encode())
    return digest.hexdigest()


def over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Data with other data written over it: tables key by key, everything else as a whole."""
    merged = dict(base)
    for key, value in own.items():
        old = merged.get(key)
        merged[key] = over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
