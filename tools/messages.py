"""Keep the words of the interface in French: `python tools/messages.py` extracts and compiles.

Extraction goes through Babel, so that it needs no system tool; Django turns its templates into
something that Babel reads. New texts arrive in the .po file with an empty translation, and a test
fails until each has one.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from babel.messages.catalog import Catalog  # noqa: E402  the folder comes first
from babel.messages.extract import extract  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
FIRST_WRITTEN = datetime(2026, 11, 20, tzinfo=UTC)
PACKAGES = ("config", "registry", "followup")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Each file that holds words, as Python text."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield path, _flat(templatize(path.read_text()))


def _flat(text: str) -> str:
    """Without the indentation of the template, which as Python may be none."""
    return "\n".join(line.lstrip() for line in text.splitlines())


def template() -> Catalog:
    """All texts of the interface as they stand in the code."""
    found = Catalog(charset="utf-8")
    for path, text in sources():
        stream = io.BytesIO(text.encode())
        for _line, message, comments, context in extract(
            "python", stream, keywords=KEYWORDS, comment_tags=["Translators:"]
        ):
            found.add(message, locations=[(str(path.relative_to(ROOT)), 0)], auto_comments=comments, context=context)
    return found


def french() -> Catalog:
    """The translations as they are kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def update() -> int:
    """Bring the .po file in step with the code and compile it; returns how many texts are untranslated."""
    catalog = french() if PO.exists() else Catalog(locale="fr")
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.fuzzy = "Immunoglobulin registry", "1", False
    catalog.header_comment = "# French words of the immunoglobulin registry."
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "none", "the registry", "fr"
    catalog.creation_date = catalog.revision_date = FIRST_WRITTEN  # a date that moved would be a change each time
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, include_lineno=False, width=110)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return len(untranslated(catalog))


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no French yet."""
    return [str(message.id) for message in catalog if message.id and not _is_translated(message.string)]


def _is_translated(string: str | tuple[str, ...] | None) -> bool:
    return bool(string) and all([string] if isinstance(string, str) else string)


if __name__ == "__main__":
    missing = update()
    print(f"{missing} texts without French." if missing else "Every text has its French.")
