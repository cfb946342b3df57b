"""Importing what lies beside the graded file as tolerantly as that file itself, notebooks too.

Runs beside student code.
"""

from __future__ import annotations

import importlib.machinery as machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from autograder.worker.cells import read_cells
from autograder.worker.findings import OWN_PACKAGE
from autograder.worker.loading import ModuleReader, Reading
from autograder.worker.messages import Module
from autograder.worker.shell import stand_in_modules

if TYPE_CHECKING:
    from importlib.abc import Loader  # brings importlib.resources, for which every start would wait

__all__ = ["Beside", "add_folders"]


class Beside:
    """Has what lies beside the graded file read statement by statement, once its folder is known.

    There are stand-ins for IPython's modules, too.
    """

    def __init__(self) -> None:
        self._folder = ""
        sys.meta_path.append(_StandIns())

    def read_tolerantly(self, folder: str) -> None:
        """Have modules below ``folder`` read so.

        The folder is a package besides, so that ``from .helper import f`` works in the graded file.
        """
        self._folder = folder
        package = types.ModuleType(OWN_PACKAGE)
        package.__path__ = [folder]
        sys.modules[OWN_PACKAGE] = package
        sys.path_hooks.insert(0, self._finder)
        for entry in [entry for entry in sys.path_importer_cache if _is_below(entry, folder)]:
            del sys.path_importer_cache[entry]

    def _finder(self, path: str) -> machinery.FileFinder:
        if not _is_below(path, self._folder):
            raise ImportError
        compiled = (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES)
        tolerant = (cast("type[Loader]", self._loader), [".py", ".ipynb"])
        return machinery.FileFinder(path, compiled, tolerant)

    def _loader(self, name: str, path: str) -> _Tolerant:
        return _Tolerant(name, path, self._folder)


class _Tolerant(machinery.SourceFileLoader):
    """Reads a file beside the graded one, of Python or a notebook."""

    def __init__(self, name: str, path: str, folder: str) -> None:
        super().__init__(name, path)
        self._folder = folder

    def exec_module(self, module: types.ModuleType) -> None:
        _read(module, Path(self.path), self._folder)


def add_folders(folder: str, relative: Sequence[str]) -> None:
    """Have imports looked for in folders of the submission, too."""
    for name in relative:
        path = str(Path(folder, name))
        if path not in sys.path:
            sys.path.append(path)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/\\") + "/")


def _read(module: types.ModuleType, path: Path, folder: str) -> None:
    """Fill a module from its file.

    Raises:
        SyntaxError: Nothing in it could be read.
    """
    shown = path.relative_to(folder).as_posix()
    source = Module(module.__name__, shown, read_cells(path.name, path.read_bytes()))
    joined = Reading.current or Reading()
    reader = ModuleReader(joined, source, module, folder=folder)
    reader.read()
    if reader.failure is not None:
        raise reader.failure


class _StandIns:
    """Finds stand-ins for modules that only show things, where nothing else finds the real ones."""

    def __init__(self) -> None:
        self._modules: dict[str, types.ModuleType] = {}

    def find_spec(self, fullname: str, _path: object, _target: Any = None) -> Any:
        """Return a spec for a module that has a stand-in, else None."""
        if fullname.partition(".")[0] not in ("IPython", "marimo"):
            return None
        self._modules = self._modules or stand_in_modules()
        if fullname not in self._modules:
            return None
        return machinery.ModuleSpec(fullname, cast("Loader", self), is_package=True)

    def create_module(self, spec: machinery.ModuleSpec) -> types.ModuleType:
        """Return the stand-in."""
        return self._modules[spec.name]

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: a stand-in is complete."""
