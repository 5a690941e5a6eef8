"""Packages of a registry that is a folder: wheels of the right name and version, which hold and need nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

from packaging.utils import canonicalize_name


def empty_wheel(folder: Path, name: str, version: str) -> None:
    """Put a wheel there."""
    folder.mkdir(exist_ok=True)
    stem = f"{canonicalize_name(name).replace('-', '_')}-{version}"
    told = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for file, text in told.items():
            wheel.writestr(f"{stem}.dist-info/{file}", text)
