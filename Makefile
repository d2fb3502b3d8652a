PYTHON ?= python3

.venv/bin/datasette: pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	.venv/bin/pip install -q --upgrade pip
	.venv/bin/pip install -q -e . --group dev --group browser
	touch $@
