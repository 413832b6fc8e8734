# Tandem in short commands. A fresh machine needs make, python3 (3.11 or newer) and pip; the rest is fetched
# into .tools and .venv. After the first set-up nothing here needs the network.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := .venv/bin

.PHONY: help setup demo test soak check bench messages format

help:
	@echo "make demo      set up, fill a year of a made-up company and serve it at a local address"
	@echo "make test      set up and run every test, on SQLite and, where it is installed, on PostgreSQL"
	@echo "make soak      kill servers, workers and databases under load, 200 rounds on each database"
	@echo "make check     style, types, floors, migrations"
	@echo "make bench     measure the figures that the project promises"
	@echo "make messages  collect new texts into the translation files"

setup: .venv/ready
	@$(RUN)/tandem compile-texts --quiet

demo: setup
	@TANDEM_HOME=$${TANDEM_HOME:-var/demo} $(RUN)/tandem demo $(ARGS)

test: setup
	@$(RUN)/python -m tests.run $(ARGS)

soak: setup
	@TANDEM_FAULT_ROUNDS=$${ROUNDS:-200} $(RUN)/python -m tests.run tests/faults $(ARGS)

check: setup
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/tandem makemigrations --check --dry-run

format: setup
	$(RUN)/ruff check --fix
	$(RUN)/ruff format

bench: setup
	@$(RUN)/python -m bench $(ARGS)

messages: setup
	@$(RUN)/tandem collect-texts

.venv/ready: pyproject.toml uv.lock .python-version | $(UV)
	@$(UV) python find 3.13 >/dev/null 2>&1 || $(UV) python install 3.13 >/dev/null 2>&1 || { \
	  echo "Tandem needs CPython 3.13, which is not here and could not be fetched: install it (for example 'pyenv install 3.13') and run make again." >&2; exit 1; }
	@$(UV) sync --quiet --frozen --compile-bytecode
	@touch $@

# Plain "pip install" is refused on Debian and venv may be absent; --target needs neither.
.tools/bin/uv:
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv || { \
	  echo "Tandem needs pip for $(PYTHON): install it (on Debian: apt install python3-pip) and run make again." >&2; exit 1; }
