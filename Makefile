# One command sets gradstep up and opens it: make run.      Everything else: make help.

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
# pip compiles one file after the other, the libraries' own tests too; this takes all cores, and half the time.
INSTALL_LOCKED := $(PIP) install --no-compile --require-hashes -r
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
UV ?= uv
# The interpreter that the environment is made with; left empty, the first of these that will do.
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
ARGS ?=
TESTS ?=
# Tests with a terminal wait for a program at times: two workers for each processor.
WORKERS ?= $(shell expr 2 '*' "$$(getconf _NPROCESSORS_ONLN)")
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench pictures format lock test-all clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.runtime ## set everything up and open package-prediction; ARGS="…" runs gradstep with these
	@$(BIN)/gradstep $(or $(ARGS),package-prediction)

test: $(VENV)/.dev ## run the tests; TESTS="tests/engine" runs these only
	@$(PYTEST) $(TESTS)

check: $(VENV)/.dev ## format, lint, types, import contracts, tests with coverage: what CI runs
	@echo "format"; $(BIN)/ruff format --quiet --check . || { echo "make format fixes this"; exit 1; }
	@echo "lint";   $(BIN)/ruff check --quiet .
	@echo "types, contracts, tests"; { $(TYPES_AND_CONTRACTS); } >$(VENV)/types.log 2>&1 & types=$$!; \
	  $(PYTEST) --cov --cov-report=term $(COVERING); covered=$$?; \
	  wait $$types || { cat $(VENV)/types.log; exit 1; }; exit $$covered
	@$(PYTEST) $(addprefix --ignore=,$(COVERING))

# Coverage is measured only for the tests of the packages that it is about: it doubles their time.
COVERING := tests/engine tests/scenarios
# mypy keeps one processor busy for a minute: the first tests run beside it.
TYPES_AND_CONTRACTS = $(BIN)/mypy --no-error-summary && $(BIN)/lint-imports

bench: $(VENV)/.dev ## measure against the budgets
	@$(BIN)/python -m benchmarks $(ARGS)

pictures: $(VENV)/.dev ## write the documentation's screens and pictures again, as the program shows them
	@$(BIN)/python -m tests.docs.examples
	@$(BIN)/python -m tests.docs.pictures

format: $(VENV)/.dev ## format the code, and fix what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# The second file keeps to the versions of the first, so that one environment can hold both. Extras stay written out:
# where they are stripped, an older pip takes the newest release for them, and then misses its hash.
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS) pyproject.toml
lock: ## resolve the dependencies anew (needs uv); ARGS=--upgrade takes the newest
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@$(LOCK) --group build --output-file requirements.lock
	@$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

WITHOUT ?=
NEWEST ?=
# What panes and pages show does not depend on the Python: one Python tests it.
EVERYWHERE := tests/engine tests/scenarios tests/cli tests/tui/plain tests/packaging tests/tui/headless tests/tui/terminal tests/tui/text
test-all: ## run the tests on every Python at hand; WITHOUT="3.11" leaves some out, NEWEST=1 all but the newest
	@found=$$(for python in $$(printf '%s\n' "$$PATH" | tr : '\n' | while IFS= read -r folder; do \
	    ls "$$folder"/python3 "$$folder"/python3.[0-9]*; done 2>/dev/null; ls "$$HOME"/.pyenv/versions/*/bin/python3 2>/dev/null); do \
	  version=$$("$$python" -c '$(CAN_TEST)' 2>/dev/null) || continue; \
	  case " $(WITHOUT) " in *" $$version "*) continue;; esac; \
	  echo "$$version=$$python"; \
	done | sort -s -u -V -t = -k 1,1); \
	[ -z "$(NEWEST)" ] || found=$$(printf '%s\n' "$$found" | tail -n 1); \
	for one in $$found; do \
	  echo "Python $${one%%=*}"; \
	  $(MAKE) --no-print-directory VENV=".venvs/$${one%%=*}" PYTHON="$${one#*=}" TESTS="$(EVERYWHERE)" test || exit 1; \
	done
CAN_TEST := import ensurepip, sys, venv; \
	sys.exit(1) if sys.version_info < (3, 11) or sys.implementation.name != "cpython" else None; \
	print("%d.%d" % sys.version_info[:2])

clean: ## remove the environments and everything that tools left behind
	@rm -rf .venv .venvs build dist htmlcov .coverage .coverage.* \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find engine scenarios tui tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# --- the environments: made once, brought up to date when a lock file or pyproject.toml changes ------------------
# Everything said here goes to stderr, so that "make -s run ARGS=…" gives the program's output and nothing else.

# An environment whose Python has gone or was upgraded, or that was moved along with the checkout, is made anew.
WHOLE := $(shell $(BIN)/python -c 'from importlib.util import find_spec; find_spec("pip") or exit(1)' 2>/dev/null \
	&& grep -qF ' $(abspath $(VENV))' $(VENV)/pyvenv.cfg && echo yes)

.PHONY: environment
environment:
	@for candidate in $(CANDIDATES); do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  python="$$candidate"; \
	  "$$candidate" -c 'import ensurepip, venv' 2>/dev/null && break; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "gradstep needs Python 3.11 or newer; tried: $(CANDIDATES)." >&2; \
	  echo "Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" --version) (once) …" >&2; \
	rm -rf "$(VENV)"; mkdir -p "$(dir $(VENV))"; \
	"$$python" -m venv "$(VENV)" >"$(VENV).log" 2>&1 && rm -f "$(VENV).log" && exit 0; \
	cat "$(VENV).log" >&2; rm -rf "$(VENV)" "$(VENV).log"; \
	echo "$$python cannot make a virtual environment. On Debian and Ubuntu this mends it: apt install python3-venv" >&2; \
	echo "Or name another Python: make run PYTHON=/path/to/python3" >&2; exit 1

$(VENV)/.runtime: pyproject.toml requirements.lock $(if $(WHOLE),,environment)
	@$(INSTALL_LOCKED) requirements.lock >&2
	@$(COMPILE)
	@$(PIP) install --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@$(INSTALL_LOCKED) requirements-dev.lock >&2
	@$(COMPILE)
	@touch $@
