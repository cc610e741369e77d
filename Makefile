# Two commands on a fresh clone, with Python 3.11 or newer, make and git:
#
#   make run     agent, admin and QA desks with a demo brand on http://127.0.0.1:8000 (PORT=8123 for another port)
#   make test    linters, types and every test; stops at the first failure
#
# Also: make bench (the performance tables), make bench-burst (events under fire), make lint, make clean.
# TORCH_INDEX=URL takes torch from that package index: set it to PyTorch's CPU index on a
# Linux machine where pip would otherwise bring the GPU build.

PORT ?= 8000
TORCH_INDEX ?=
CHROMIUM_PACKAGE ?= chromium
TESTERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if command -v $$python >/dev/null && $$python -c '$(IS_NEW_ENOUGH)' 2>/dev/null; then echo $$python; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

.PHONY: run test bench bench-burst lint clean browser
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	@DRAFTER_LOG_LEVEL=$${DRAFTER_LOG_LEVEL:-WARNING} $(BIN)/drafter demo run --port $(PORT)

# Most tests that take long wait for a process of their own, so three at a time suit two cores.
test: lint browser
	$(BIN)/python -m pytest --numprocesses $(TESTERS) --dist loadfile

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/.installed-test
	@$(BIN)/python -m tests.bench

bench-burst: $(VENV)/.installed-test
	@$(BIN)/python -m tests.bench.burst

clean:
	rm -rf $(VENV) *.egg-info build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# torch goes in before the rest, or another package's wish for it may bring a GPU build.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV); the first time this takes a minute or two."
	$(PIP) install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) 'torch==2.13.*'
	$(PIP) install --quiet --editable '.[embeddings]'
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --quiet --editable '.[embeddings,test]'
	@touch $@

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'make: Python 3.11 or newer is needed; install it or give PYTHON=/path/to/python3.' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'make: $(PYTHON) cannot make a virtual environment; on Debian install the package python3-venv.' >&2; exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(int(pip.__version__.split(".")[0]) < 23)' || $(PIP) install --quiet --upgrade pip

# Browser tests drive Debian's Chromium. Without it they are skipped aloud; with CI set they fail.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing $(CHROMIUM_PACKAGE) for the browser tests.'; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(CHROMIUM_PACKAGE) >/dev/null; } && exit 0; \
	fi; \
	echo '*** NO CHROMIUM: the browser tests will be skipped. Install the package "$(CHROMIUM_PACKAGE)" to run them. ***' >&2
