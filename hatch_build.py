"""Puts `farm.yaml` beside the demo's records in a wheel: hatchling's `sources` maps folders alone.

An editable install reads it where it is edited; `force-include` in pyproject.toml would leave a stale copy there.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DemoConfiguration(BuildHookInterface):  # type: ignore[type-arg] - the plugin interface leaves its type open
    """The one build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is built; `version` is `standard` or `editable`."""
        if version == "standard":
            build_data["force_include"]["farm.yaml"] = "farm_gitops/demo/farm.yaml"
