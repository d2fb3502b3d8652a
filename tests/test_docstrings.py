"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import datasette_claims

pytestmark = pytest.mark.integration

FOR_OTHERS = {"datasette_claims.web.mcptools"}
"""What needs datasette-mcp, which is not everywhere: test_readers tries it where it is."""


def test_examples():
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    for module in pkgutil.walk_packages(datasette_claims.__path__, "datasette_claims."):
        if module.name in FOR_OTHERS:
            continue
        for examples in doctest.DocTestFinder().find(importlib.import_module(module.name)):
            runner.run(examples, out=told.append)
    failed, tried = runner.summarize(verbose=False)
    assert failed == 0, "".join(told)
    assert tried > 50
