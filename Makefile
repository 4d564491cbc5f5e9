# One target, one sentence: `make` alone lists them.

PYTHON ?= python3
V := .venv
PORT ?= 8000
BIN := $(V)/bin
HTMX := app/static/vendor/htmx.min.js
DANISH := $(patsubst %.po,%.mo,$(wildcard translations/da/LC_MESSAGES/*.po))
# for commands that load the site without running it
SETTINGS := SECRET_KEY=only-on-this-machine-0123456789-abcdefgh BASE_URL=http://127.0.0.1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run fresh test bench lint migration translate screenshots lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(V)/.runtime $(HTMX) $(DANISH) ## run the site with demo data, a worker and a local inbox (PORT=8000)
	@PORT=$(PORT) exec $(BIN)/flask demo run

fresh: $(V)/.runtime $(HTMX) $(DANISH) ## the same, after throwing the demo's data away
	@PORT=$(PORT) exec $(BIN)/flask demo run --fresh

test: $(V)/.test $(HTMX) $(DANISH) ## run every test, on SQLite and PostgreSQL, and in Chromium (ARGS=-x)
	$(BIN)/python -m pytest -n auto $(ARGS)

bench: $(V)/.test $(HTMX) $(DANISH) ## measure what has a budget (bench/)
	$(BIN)/python -m bench $(ARGS)

lint: $(V)/.test ## ruff, mypy and the contracts of who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

migration: $(V)/.runtime ## make a migration out of what changed in the models (M="say what it does")
	@test -n "$(M)" || { echo 'Say what it does: make migration M="say where a cohort meets"'; exit 2; }
	@number=$$(ls migrations/versions | grep -c '^[0-9]'); \
	words=$$(echo "$(M)" | sed 's/[;:.].*//' | tr 'A-Z ' 'a-z_' | tr -cd 'a-z0-9_' | cut -c1-27); \
	$(SETTINGS) $(BIN)/flask --app app db revision --autogenerate -m "$(M)" \
		--rev-id "$$(printf '%04d' $$((number + 1)))_$$words"

translate: $(V)/.test ## collect the sentences, bring the Danish catalogue up to date, and compile it
	$(BIN)/python setup.py -q extract_messages
	$(BIN)/pybabel update -q --no-fuzzy-matching --ignore-obsolete -w 100 \
		-i translations/messages.pot -d translations -D messages -l da
	$(BIN)/pybabel -q compile -d translations -D messages
	$(BIN)/pybabel -q compile -d translations -D wtforms

screenshots: $(V)/.test $(HTMX) $(DANISH) ## photograph the pages in both languages and two widths
	$(BIN)/python -m tests.end_to_end.photographs

lock: ## choose the newest libraries that fit setup.cfg, and lock them with hashes (needs uv)
	uv pip compile -q setup.cfg --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --extra demo --extra build -o requirements/runtime.txt
	uv pip compile -q setup.cfg --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --all-extras -c requirements/runtime.txt -o requirements/test.txt

$(V)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Holdstart needs Python 3.11 or newer; choose it with PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(V)

$(V)/.runtime: requirements/runtime.txt setup.cfg setup.py pyproject.toml | $(V)/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(V)/.test: requirements/test.txt $(V)/.runtime
	$(BIN)/pip install -q --require-hashes -r requirements/test.txt
	@touch $@

$(HTMX): requirements/assets.txt requirements/assets.sha256 | $(V)/bin/python
	@rm -rf $(V)/assets && mkdir -p $(@D)
	$(BIN)/pip install -q --no-deps --require-hashes --only-binary :all: --target $(V)/assets \
		-r requirements/assets.txt
	@cp $(V)/assets/django_htmx/static/django_htmx/htmx-2.min.js $@ && rm -rf $(V)/assets
	@sha256sum --check --quiet requirements/assets.sha256
	@touch $@

translations/da/LC_MESSAGES/%.mo: translations/da/LC_MESSAGES/%.po | $(V)/.runtime
	$(BIN)/pybabel -q compile -d translations -D $* -l da
