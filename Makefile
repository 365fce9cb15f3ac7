# `make` alone lists what there is. Works with GNU make 3.81 (macOS) and later.

VENV := .venv
BIN  := $(VENV)/bin
RUN  := $(VENV)/.installed-run
DEV  := $(VENV)/.installed-dev
WEB  := $(VENV)/.browser-looked-for
UV   := 0.13.9

# The first of these that is 3.11 or later and can make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$p"; break; }; done)

CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
# Twice the cores: many tests wait, for a lease to end or for a process that was killed. The quick ones hardly.
WORKERS ?= $(shell expr 2 \* $(CORES))
quick: WORKERS := $(shell expr $(CORES) + 1)
# Who has nothing left to do takes over what another has before it.
PYTEST := $(BIN)/python -m pytest --dist worksteal

# What Python compiled is kept, whatever the shell says: the tests start it many times.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test quick faults check format pictures bench lock browser clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN)  ## set everything up and start the demo
	@$(BIN)/checkin demo $(ARGS)

test: $(DEV) $(WEB)  ## the whole suite, with a real PostgreSQL and a real browser (ARGS="-k stop")
	@$(PYTEST) -n $(WORKERS) $(ARGS)

quick: $(DEV)  ## all but the fault tests, the real browser and PostgreSQL
	@$(PYTEST) -n $(WORKERS) -m "not fault and not browser and not postgres and not bench" $(ARGS)

faults: $(DEV)  ## the fault tests in their long form, a few minutes (ARGS="--seed 7")
	@$(BIN)/python -m pytest -n 2 -m fault --long --durations=10 $(ARGS) tests/faults

check: $(DEV)  ## lint, format and types
	@failed=0; \
	$(BIN)/ruff check . || failed=1; \
	$(BIN)/ruff format --check . || failed=1; \
	$(BIN)/mypy || failed=1; \
	exit $$failed

format: $(DEV)  ## put the code in shape
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

pictures: $(DEV) $(WEB)  ## the README's pictures, taken anew
	@$(BIN)/python -m tests.browser.pictures

bench: $(DEV)  ## the benchmarks, as ratios
	@$(BIN)/python -m pytest -m bench -s -o addopts= --import-mode=importlib --strict-markers tests/bench $(ARGS)

browser: $(DEV)  ## find a browser for the tests, or install one
	@rm -f $(WEB)
	@.ci/browser
	@touch $(WEB)

lock: $(DEV)  ## write the lock files anew from pyproject.toml (ARGS=--upgrade for the newest)
	@$(BIN)/python -m pip install --quiet uv==$(UV)
	@$(BIN)/uv pip compile pyproject.toml --group build $(ARGS) --quiet --no-header --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group build --group dev $(ARGS) --quiet --no-header --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url -c requirements.txt -o requirements-dev.txt

clean:  ## remove .venv and the caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache *.egg-info

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is needed; none found on PATH." >&2; \
		echo "Debian and Ubuntu: apt install python3 python3-venv. macOS: brew install python@3.13." >&2; \
		echo "Or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@echo "Installing what the tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Looked for once; a machine without one still runs every other test.
$(WEB): | $(DEV)
	@.ci/browser || test -z "$(REQUIRE_BROWSER)"
	@touch $@
