# Two commands for a fresh machine with git, make and Python 3.11+: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt
export UV_PYTHON_DOWNLOADS := never
export UV_NATIVE_TLS := true

PLUGINS := exact_online twentyfour_seven eaccounting
PEERS := exactonline exactpy exact-online-sdk zeep visma
RIVALS := floor dlt singer match

.PHONY: help demo test check reference peers bench chaos clean

help:  ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(VENV)/.demo  ## run the main job against the simulators
	@$(BIN)/boekhaak demo

test: $(VENV)/.dev check  ## check the code, then run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev  ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

reference: $(VENV)/.dev  ## write the pages that are made of the code: docs/reference
	@$(BIN)/python -m docs.reference

peers: $(VENV)/.dev $(PEERS:%=build/peers/%/.ready)  ## let clients that others wrote, and what vendors publish, judge the simulators
	@$(BIN)/python tests/peers/run.py

bench: $(VENV)/.dev $(RIVALS:%=build/bench/%/.ready)  ## measure; ONLY=PART measures one part; figures go to build/bench.json
	@$(BIN)/python tests/benchmarks/run.py $(ONLY)

chaos: $(VENV)/.dev  ## kill, stop and cut off workers for minutes; figures go to build/chaos.json
	@PYTHONPATH=tests $(BIN)/python -m chaos.run

clean:  ## remove what the commands made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.uv: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "boekhaak needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@touch $@

$(VENV)/.demo: $(VENV)/.uv core/pyproject.toml $(PLUGINS:%=plugins/%/pyproject.toml)
	@$(PIP) --editable './core[testing]' $(PLUGINS:%=--editable './plugins/%[simulator]')
	@touch $@

$(VENV)/.dev: $(VENV)/.demo pyproject.toml
	@$(PIP) --editable './core[testing,worker,telemetry]' $(PLUGINS:%=--editable './plugins/%[simulator]') --group dev
	@touch $@

build/bench/%/.ready: tests/benchmarks/%.txt | $(VENV)/.uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D)
	@$(BIN)/uv pip install --quiet --python $(@D)/bin/python --requirement $<
	@touch $@

build/peers/%/.ready: tests/peers/%/requirements.txt | $(VENV)/.uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D)
	@$(BIN)/uv pip install --quiet --python $(@D)/bin/python --no-deps --build-constraints $< --requirement $< || \
		{ echo "make peers: $* cannot be installed. It comes from a package registry, which must be within reach once." >&2; exit 1; }
	@touch $@
