# The two commands of the README do all the set-up: `make serve` and `make test`.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
LINKS  := build/links/poimenno

.PHONY: serve build test lint types check long clean

serve: $(VENV)/installed ## build the graph if there is none, then serve it
	$(BIN)/poimenno serve $(ARGS)

build: $(VENV)/installed ## build the curated graph
	$(BIN)/poimenno build $(ARGS)

test: $(VENV)/dev ## the default tests, under five minutes
	$(BIN)/pytest $(ARGS)

lint: $(VENV)/dev ## style of code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev $(LINKS) ## strict types
	$(BIN)/mypy

check: lint types test ## what CI runs before the long suite

long: $(VENV)/long ## the checks that take minutes: reasoners, builds, hostile load
	$(BIN)/pytest -m long $(ARGS)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/installed

$(VENV)/long: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,long]'
	touch $@ $(VENV)/installed $(VENV)/dev

# Type checkers do not read setuptools' editable hook, but they follow links.
$(LINKS):
	mkdir -p $(LINKS)
	for room in ontology triples queries server; do ln -sfn ../../../$$room $(LINKS)/$$room; done

clean:
	rm -rf build $(VENV) *.egg-info
