# make demo and make test do all of their own set-up. PYTHON=/path/to/python3 chooses another Python.
PYTHON ?= python3

# The environments: .venv has the newest stable Datasette, .venv-alpha the newest of the 1.0 line.
# "datasette>=1.0a0" lets pip choose pre-releases of Datasette and of nothing else.
# An environment is made anew when Python or this folder changes, and brought up to date when
# pyproject.toml changes.
MADE_BY := $(shell $(PYTHON) -c 'import sys; print(sys.version.split()[0])' 2>/dev/null) $(CURDIR)
PIP = bin/python -m pip install -qq --disable-pip-version-check --upgrade
PYTEST = -m pytest $(AGAIN)
# A busy machine makes browsers and processes late: there what fails is tried once more, and told as
# "rerun". Whoever works on the program sees it fail at once.
AGAIN = $(if $(filter true,$(CI)),--reruns 1)
MANY = --numprocesses auto --dist worksteal
UNIT = $(PYTEST) -m "not slow and not packaging and not integration" $(MANY)
INTEGRATION = $(PYTEST) -m "integration and not slow and not packaging" $(MANY)
BOTH = $(PYTEST) -m "not slow and not packaging" $(MANY)

# Tests are many processes; all but the first read what it compiled, whatever this shell is told.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo publish-check test ci slow login readers nginx test-pythons test-oldest-python test-newest-python wheels packaging \
  bench-extraction bench-speed lint types unit unit-alpha integration integration-alpha unit-oldest-sqlite \
  browser chromium \
  screenshot generate messages score-gold mutants clean remake
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@echo "make demo        load seeds/ into claims.db, serve it, print the addresses"
	@echo "make test        lint, types, and all tests on both lines of Datasette"
	@echo "make unit        the quick tests on stable Datasette: two minutes"
	@echo "make lint types unit unit-alpha integration integration-alpha slow unit-oldest-sqlite login readers packaging browser"
	@echo "                 the parts of make test"
	@echo "make ci          the same on the oldest and newest Python that are here, and make wheels"
	@echo "make test-pythons  unit and integration tests on the oldest and the newest Python that is here"
	@echo "make wheels      dist/: the sdist, the pure wheel, the compiled one of this platform, tested"
	@echo "make publish-check DB=public.db CONFIG=metadata.json  walk through a public copy as a visitor"
	@echo "make screenshot  take the pictures in docs/ anew"
	@echo "make generate    write metadata.json and the parts of docs/ that are made from the program"
	@echo "make messages    bring the catalogues of datasette_claims/locale up to date with the code"
	@echo "make score-gold  score the extractor on the invented articles of tests/gold"
	@echo "make mutants     change the program in small ways: how many does a test notice? (long)"
	@echo "make bench-extraction  score the extractor on the gold corpora, if they are there"
	@echo "make bench-speed  time the steps of extraction, and how they grow with the text"
	@echo "make clean       remove the environments and caches; claims.db stays"

demo: .venv/made-by
	@.venv/bin/datasette claims load claims.db seeds
	@.venv/bin/python tests/serving.py

publish-check: .venv/made-by
	.venv/bin/datasette claims publish-check $(or $(DB),public.db) $(CONFIG:%=-m %) $(DESK:%=--desk %)

UNITS = unit unit-alpha integration integration-alpha
PARTS = lint types $(UNITS) slow unit-oldest-sqlite login readers packaging $(ALSO)
ifeq ($(SKIP_BROWSER),1)
test: $(PARTS)
	@echo "SKIP_BROWSER=1: the browser tests were left out."
else
test: $(PARTS) browser
endif

# Each line of Datasette on one Python: the oldest and the newest that are here.
ci:
	@$(MAKE) --no-print-directory test UNITS=test-pythons ALSO=wheels

lint: .venv/made-by
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .

types: .venv/made-by
	.venv/bin/python -m mypy

unit: .venv/made-by
	DATASETTE_LINE=stable .venv/bin/python $(UNIT)

unit-alpha: .venv-alpha/made-by
	DATASETTE_LINE=1.0 .venv-alpha/bin/python $(UNIT)

# What starts a Datasette, a command or a site, or goes through whole files.
integration: .venv/made-by
	DATASETTE_LINE=stable .venv/bin/python $(INTEGRATION)

integration-alpha: .venv-alpha/made-by
	DATASETTE_LINE=1.0 .venv-alpha/bin/python $(INTEGRATION)

# All of what the unit tests try a part of, on one line: tests/budget.py.
slow: .venv/made-by
	DATASETTE_LINE=stable .venv/bin/python $(PYTEST) -m "slow or hypothesis" \
	  --hypothesis-profile slow $(MANY)

# What speaks to SQLite, against the oldest that is supported; says so where there is none to be had.
unit-oldest-sqlite: .venv/made-by
	DATASETTE_LINE=stable .venv/bin/python tests/oldest_sqlite.py

packaging: .venv/made-by
	.venv/bin/python $(PYTEST) tests/test_packaging.py

# Logging in by the plugins that docs/login.md names: an environment of its own, since a plugin that
# is installed is part of every test.
login: .venv-login/made-by .venv-login-alpha/made-by
	DATASETTE_LINE=stable .venv-login/bin/python $(PYTEST) tests/test_login.py
	DATASETTE_LINE=1.0 .venv-login-alpha/bin/python $(PYTEST) tests/test_login.py

# Programs of others that read what ours writes: an environment of its own, for the same reason.
readers: .venv-readers/made-by .venv-readers-alpha/made-by
	DATASETTE_LINE=stable .venv-readers/bin/python $(PYTEST) tests/test_readers.py
	DATASETTE_LINE=1.0 .venv-readers-alpha/bin/python $(PYTEST) tests/test_readers.py

# nginx of the distribution, as docs/deploy.md configures it; it says so where there is none.
nginx: .venv/made-by
	DATASETTE_LINE=stable .venv/bin/python $(PYTEST) -rs tests/test_nginx.py

# Which Pythons are here is for the script to find; it calls the two targets after it.
test-pythons:
	@$(PYTHON) tests/pythons.py

test-oldest-python: .venv-oldest-python/made-by
	DATASETTE_LINE=stable .venv-oldest-python/bin/python $(BOTH)

test-newest-python: .venv-newest-python/made-by
	DATASETTE_LINE=1.0 .venv-newest-python/bin/python $(BOTH)

wheels: .venv/made-by
	rm -rf dist
	.venv/bin/python -m build
	DATASETTE_CLAIMS_COMPILE=1 .venv/bin/python -m build --wheel
	.venv/bin/python tests/compiled.py dist

browser: chromium .venv-alpha/made-by
	.venv/bin/python $(PYTEST) tests/browser $(MANY)

chromium: .venv/made-by
	@.venv/bin/python tests/browser/chromium.py

screenshot: chromium
	.venv/bin/python tests/browser/screenshot.py docs/screenshot.png
	.venv/bin/python tests/browser/correcting_pictures.py docs

score-gold: .venv/made-by
	@.venv/bin/python -m tests.gold.score

mutants: .venv/made-by
	.venv/bin/python -m benchmarks.mutants

bench-extraction: .venv/made-by
	.venv/bin/python -m benchmarks.extraction

bench-speed: .venv/made-by
	.venv/bin/python -m benchmarks.speed

generate: .venv/made-by
	.venv/bin/python docs/generate.py

messages: .venv/made-by
	.venv/bin/python docs/messages.py

define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "Python 3.10 or newer is needed; name one with make PYTHON=/path/to/python3" >&2; exit 1; }
	@test "$$(cat $@ 2>/dev/null)" = "$(MADE_BY)" || $(PYTHON) -m venv --clear $(@D) || \
	  { rm -rf $(@D); echo "This Python lacks venv; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into $(@D) ..."
	@$(@D)/$(PIP) "pip>=25.1"
	@$(@D)/$(PIP) --editable ".[all]" $(1)
	@# Commands start a tenth of a second sooner where Python is told not to write this by itself.
	@$(@D)/bin/python -m compileall -q datasette_claims
	@echo "$(MADE_BY)" > $@
endef

# What an earlier version compiled in place would shadow the sources that have moved since.
.venv/made-by: pyproject.toml
	@find datasette_claims/extraction -name '*.so' -delete
	$(call environment,--group dev)

.venv-alpha/made-by: pyproject.toml
	$(call environment,--group test "datasette>=1.0a0")

.venv-login/made-by: pyproject.toml
	$(call environment,--group test --group login)

.venv-login-alpha/made-by: pyproject.toml
	$(call environment,--group test --group login "datasette>=1.0a0")

.venv-readers/made-by: pyproject.toml
	$(call environment,--group test --group readers)

.venv-readers-alpha/made-by: pyproject.toml
	$(call environment,--group test --group readers "datasette>=1.0a0")

.venv-oldest-python/made-by: pyproject.toml
	$(call environment,--group test)

.venv-newest-python/made-by: pyproject.toml
	$(call environment,--group test "datasette>=1.0a0")

define made_anew_for_another_python
ifneq ($$(shell cat $(1)/made-by 2>/dev/null),$$(MADE_BY))
$(1)/made-by: remake
endif
endef
ENVIRONMENTS = .venv .venv-alpha .venv-login .venv-login-alpha .venv-readers .venv-readers-alpha .venv-oldest-python .venv-newest-python
$(foreach each,$(ENVIRONMENTS),$(eval $(call made_anew_for_another_python,$(each))))

clean:
	rm -rf $(ENVIRONMENTS) .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results build dist *.egg-info
