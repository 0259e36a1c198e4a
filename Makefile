# make wall   look at it: sets up what it needs, starts a centre and opens the wall
# make env    set up to work on it          make fast   unit tests
# make test   every check and every test    make check  the same
#
# PY=python3.12 chooses the interpreter, UV= (empty) uses pip although uv is there.

PY ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
UV ?= $(shell command -v uv 2>/dev/null)
JOBS ?= 2

BIN := .venv/bin
LOCKS := requirements/run.txt requirements/build.txt
COMPILE = $(UV) pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --quiet --custom-compile-command 'make lock'

.PHONY: wall env lock format lint types contracts fast unit e2e test check bench shots docs clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

wall: .venv/.run
	$(BIN)/gridwall demo --place changning

env: .venv/.dev

# Two stamps: looking at the wall must not need the tools of its makers.
.venv/.run: $(LOCKS) pyproject.toml | $(BIN)/python
	@$(call install,$(LOCKS))
	@touch $@

.venv/.dev: requirements/dev.txt $(LOCKS) pyproject.toml | $(BIN)/python
	@$(call install,requirements/dev.txt)
	@touch .venv/.run $@

$(BIN)/python:
	@test -n "$(PY)" || { echo "gridwall needs Python 3.11 or newer; name one: make PY=/path/to/python3" >&2; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "gridwall needs Python 3.11 or newer, and $(PY) is not" >&2; exit 1; }
ifeq ($(UV),)
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PY) cannot make an environment:" \
		"install python3-venv (Debian, Ubuntu) or uv" >&2; exit 1; }
	@$(PY) -m venv .venv || { rm -rf .venv; exit 1; }
else
	@$(UV) venv --quiet --python "$$(command -v $(PY))" .venv
endif

# The project itself is installed editable, for the `gridwall` command.
ifeq ($(UV),)
PIP := $(BIN)/python -m pip --disable-pip-version-check
HINT := "could not install: is a package index in reach?"
else
PIP := $(UV) pip
HINT := "uv could not install: is a package index in reach? Try pip: rm -rf .venv && make UV="
endif
define install
echo "installing $(1)"; \
{ VIRTUAL_ENV=.venv $(PIP) install --quiet --require-hashes $(foreach f,$(1),-r $(f)) \
&& VIRTUAL_ENV=.venv $(PIP) install --quiet --no-deps --no-build-isolation -e . ; } \
|| { echo $(HINT) >&2; exit 1; }
endef

lock:
	@test -n "$(UV)" || { echo "make lock needs uv" >&2; exit 1; }
	$(COMPILE) pyproject.toml -c requirements/measured.in -o requirements/run.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/measured.in -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt

format: env
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint: env
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: env
	$(BIN)/mypy

contracts: env
	$(BIN)/lint-imports --no-logo

fast: env
	$(BIN)/python -m pytest -q -p no:schemathesis tests/unit

unit: env
	$(BIN)/python -m pytest -q -m "not e2e" -n $(JOBS)

# Real processes with real terminals: one after the other.
e2e: env
	$(BIN)/python -m pytest -q -m e2e

test: lint types contracts unit e2e

check: test

bench: env
	$(BIN)/python -m bench

shots: env
	$(BIN)/python -m bench.shots

docs: env
	$(BIN)/python -m docs

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
