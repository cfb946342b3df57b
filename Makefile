# Everything a developer runs. Each target sets up what it needs: a fresh machine needs python3 and nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: test test-long lint format docs docs-security bench compare clean

# What is wrong with a machine, and how to mend it, as ./run_autograder says it.
die = { echo "make: $(1)" >&2; \
	  echo "  $(2), or name one: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3.12" >&2; exit 2; }

# Every page that a script writes; those of attacks, limits and times take minutes, and root.
MEASURED := $(addprefix docs/generate_,security.py limits.py performance.py)
PAGES := $(filter-out $(MEASURED),$(wildcard docs/generate_*.py))

# One process for each processor, each test file within one: its fixtures are made once, and what
# attacks leave behind is looked for by one. More than four would wait for each other.
SPREAD := --numprocesses logical --maxprocesses 4 --dist loadfile

$(VENV)/.dev: pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  command -v $(PYTHON) >/dev/null || $(call die,$(PYTHON) was not found,install Python 3.10 or newer); \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	    $(call die,$(PYTHON) is too old,install Python 3.10 or newer); \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    $(call die,$(PYTHON) has no venv module,on Debian and Ubuntu: sudo apt-get install python3-venv); \
	  echo "Creating $(VENV) with $$($(PYTHON) --version) ..."; $(PYTHON) -m venv --clear $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	touch $@

test: $(VENV)/.dev  ## the tests, without the long ones
	$(BIN)/python -m pytest -m 'not slow' $(SPREAD)

test-long: $(VENV)/.dev  ## the long ones alone
	$(BIN)/python -m pytest -m slow $(SPREAD)

lint: $(VENV)/.dev  ## ruff, formatting, types, which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev  ## every generated page and picture
	for script in $(PAGES); do $(BIN)/python $$script || exit 1; done

docs-security: $(VENV)/.dev  ## the pages of attacks, limits and times: as root, some minutes
	for script in $(MEASURED); do $(BIN)/python $$script || exit 1; done

bench: $(VENV)/.dev  ## benchmarks, as ratios within one run, into benchmarks/RESULTS.md; BENCH=--quick: minutes
	$(BIN)/python benchmarks/results.py $(BENCH)

compare: $(VENV)/.dev  ## the key figures of the revision BASE and of the working tree, in turn
	$(BIN)/python benchmarks/compare.py $(BASE)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist *.egg-info
