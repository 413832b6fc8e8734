"""Compiles the translations while a wheel is built, so that an installed Tandem speaks both languages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTexts(BuildHookInterface):  # type: ignore[type-arg]
    """Adds every ``.mo`` to the wheel; they are ignored by git and would be left out otherwise."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and tell hatchling about the results."""
        texts = self._module()
        for compiled in texts.compile_all(Path(self.root) / "src" / "tandem"):
            build_data["artifacts"].append(str(compiled.relative_to(self.root)))

    def _module(self) -> Any:
        # The package is being built and cannot be imported yet; this one module needs only Babel.
        spec = importlib.util.spec_from_file_location(
            "tandem_texts", Path(self.root) / "src" / "tandem" / "site" / "texts.py"
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
