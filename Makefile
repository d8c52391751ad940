# One command for each habit; `make` alone lists them. Everything that needs setting up is set up by the first one.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PY := $(BIN)/python
# The tools of this checkout before all others. Where an official Pulumi is used, .toolchain/bin does not exist.
TOOLS := PATH="$(CURDIR)/.venv/bin:$(CURDIR)/.toolchain/bin:$$PATH"

# What a person may set: make test WORKERS=8 TESTS=tests/toolchain
WORKERS ?= auto
TESTS ?= tests
# The least branch coverage, in per cent, that `make check` accepts.
COVERAGE_FLOOR ?= 95
# After so many seconds no further test starts.
TEST_SECONDS ?= 900
# The same for each of the slow passes of `make check`.
CHECK_SECONDS ?= 2400
# Which scenarios `make bench` measures (none: all), how often (none: 3 times), and its further flags.
SCENARIOS ?=
RUNS ?=
BENCH_FLAGS ?=
# The most kills of `make chaos` (none: all), the seeds of its storm, and how figures are printed: text or json.
# RUNS says how many runs in a row `make soak` makes, too (none: 200).
KILLS ?=
SEEDS ?= 1 2 3
# How many damages `make fuzz` tries (none: 10,000), and the seed of the first one (none: 0).
COUNT ?=
SEED ?=
OUTPUT ?= text
# How many right and how many wrong examples of each operation `make contract` makes (none: 60).
EXAMPLES ?=

PYTEST := $(TOOLS) $(BIN)/pytest -q -n $(WORKERS) --session-timeout=$(TEST_SECONDS)
COVERAGE := --cov --cov-branch --cov-report=

.PHONY: fuzz help setup toolchain demo test lint types docs check docs-fresh vet bench chaos soak contract env lock clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.stamp toolchain  ## make .venv and the Pulumi toolchain; nothing when both are up to date

.venv/.stamp: requirements.lock pyproject.toml toolchain/venv
	@toolchain/venv
	@touch $@

toolchain:
	@toolchain/build

demo: setup  ## see it work, without an account: the whole way against the simulator
	@$(TOOLS) $(PY) examples/demo.py

test: setup  ## the fast tests
	@$(PYTEST) -m "not slow" $(TEST_FLAGS) $(TESTS)

lint: setup  ## style, format and the direction of imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "lint: run $(BIN)/ruff format" >&2; exit 1; }
	@$(BIN)/lint-imports
	@for script in toolchain/build .ci/run; do bash -n "$$script"; done
	@for script in toolchain/env toolchain/venv; do sh -n "$$script"; done

types: setup  ## the types, strictly
	@$(BIN)/mypy

docs: setup  ## make the generated pages anew
	@$(PY) -m wholesale.stacks.schemas specs
	@$(PY) -m wholesale.reports.reference docs/reference.md
	@$(PY) -m wholesale.reports.rules_page docs/rules.md
	@$(PY) -m apisim.reference docs/simulator.md tests/apisim

# Tests that share an expensive story run in one worker; the stock server is the one that Pulumi's SDK brings.
SLOWLY := --dist loadgroup --session-timeout=$(CHECK_SECONDS)
check: setup lint types docs-fresh vet  ## everything that CI runs, in under 60 minutes
	@echo "check: the fast tests"
	@$(MAKE) --no-print-directory test TEST_FLAGS="$(COVERAGE)"
	@echo "check: the slow tests"
	@$(PYTEST) $(SLOWLY) -m slow $(COVERAGE) --cov-append $(TESTS)
	@echo "check: the engine's tests under the stock server"
	@TEST_SERVER=stock $(PYTEST) $(SLOWLY) tests/engine
	@$(BIN)/coverage report --fail-under=$(COVERAGE_FLOOR)
	@echo "check: all is well"

# The generated pages are the ones that `make docs` would write.
docs-fresh: setup
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PY) -m wholesale.stacks.schemas "$$fresh" >/dev/null; \
	(cd "$$fresh" && find . -type f) | while read -r page; do \
	  cmp -s "$$fresh/$$page" "specs/$$page" || { echo "docs: specs/$${page#./} is not fresh: run make docs" >&2; exit 1; }; \
	done; \
	$(PY) -m wholesale.reports.reference "$$fresh/reference.md"; \
	cmp -s "$$fresh/reference.md" docs/reference.md || { echo "docs: docs/reference.md is not fresh: run make docs" >&2; exit 1; }; \
	$(PY) -m wholesale.reports.rules_page "$$fresh/rules.md"; \
	cmp -s "$$fresh/rules.md" docs/rules.md || { echo "docs: docs/rules.md is not fresh: run make docs" >&2; exit 1; }

# The language host of the built toolchain; without Go there is none to vet, and an official Pulumi is in use.
vet:
	@if command -v go >/dev/null; then \
	  cd toolchain && unformatted=$$(gofmt -l language-host) && \
	  { [ -z "$$unformatted" ] || { echo "vet: run gofmt -w on toolchain/$$unformatted" >&2; exit 1; }; } && \
	  GOWORK=off CGO_ENABLED=0 go vet -mod=readonly ./language-host; \
	else echo "vet: no Go here, the language host is not checked"; fi

bench:  ## measure our server and the stock one: make bench SCENARIOS="noop added-1s" RUNS=1
	@$(MAKE) --no-print-directory setup >&2  # stdout is for the figures
	@$(TOOLS) $(PY) tests/bench/bench.py $(SCENARIOS) $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS)

chaos:  ## kill runs at every boundary, then fail one call in five, and show what the next runs make of it
	@$(MAKE) --no-print-directory setup >&2
	@status=0; \
	$(TOOLS) $(PY) tests/chaos/kill_runs.py --output $(OUTPUT) $(if $(KILLS),--kills $(KILLS)) || status=1; \
	$(TOOLS) $(PY) tests/chaos/storm_runs.py --output $(OUTPUT) --seeds $(SEEDS) || status=1; \
	exit $$status

soak:  ## make 200 runs in a row, and show what they leave behind
	@$(MAKE) --no-print-directory setup >&2
	@$(TOOLS) $(PY) tests/chaos/soak_runs.py --output $(OUTPUT) $(if $(RUNS),--runs $(RUNS))

contract:  ## call each operation of the simulator with many right and wrong examples, and show what breaks
	@$(MAKE) --no-print-directory setup >&2
	@$(TOOLS) $(PY) tests/contract/contract.py $(if $(EXAMPLES),--examples $(EXAMPLES))

fuzz:  ## damage valid files COUNT times (none: 10,000), check them, and print what became of it: make fuzz COUNT=500
	@$(MAKE) --no-print-directory setup >&2
	@$(TOOLS) $(PY) tests/fuzz/fuzz.py $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--first $(SEED))

env:  ## print shell exports for trials by hand: eval "$(make -s env)"
	@toolchain/env

lock:  ## compile requirements.lock from pyproject.toml
	@toolchain/lock

clean:  ## remove what make made here; trials (.trial) and the toolchain cache stay
	@rm -rf .venv .toolchain .coverage .coverage.* htmlcov build dist providers/*.egg-info \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
