"""Tests of the scripts. They are skipped where a library that the scripts need is not installed."""

import importlib.util

import pytest

from .. import LIBRARIES

MISSING = [library for library in LIBRARIES if not importlib.util.find_spec(library)]
if MISSING:
    pytest.skip(f"the scripts need {', '.join(MISSING)}", allow_module_level=True)
