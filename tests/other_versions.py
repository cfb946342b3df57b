"""Environments of other versions of Python and numpy, for tests that compare them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PACKAGES = ("msgspec", "pyyaml", "click", "rich", "gradescope-utils")


def interpreter(version: str) -> str | None:
    """Return a Python of a version such as ``3.10`` that runs, on the path or of pyenv, or None."""
    name = f"python{version}"
    on_path = [found] if (found := shutil.which(name)) else []
    of_pyenv = map(str, (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{name}"))
    for candidate in (*on_path, *of_pyenv):
        if subprocess.run([candidate, "--version"], capture_output=True).returncode == 0:
            return candidate
    return None


def environment(folder: Path, version: str, numpy: str) -> Path | None:
    """Make an environment with a numpy, such as ``==2.2.6``; return its Python, or None."""
    python = interpreter(version)
    if python is None:
        return None
    subprocess.run([python, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "pip", "install", "-q", f"numpy{numpy}", *PACKAGES]
    subprocess.run(pip, check=True, capture_output=True)
    return folder / "bin" / "python"
