"""The names by which a repository of records is known, for those who need to know no other."""

from __future__ import annotations

from typing import Final

CONFIGURATION: Final = "farm.yaml"
INCIDENTS: Final = "incidents"
TEMPLATES: Final = "templates"
