# The two commands of the README do all the set-up: `make serve` and `make test`.
# Python 3.11 or newer, under whichever name this machine has it; `make serve PYTHON=…` chooses.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV   := .venv
BIN    := $(VENV)/bin
LINKS  := build/links/poimenno
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
SUITES := build/w3c

# Compiled modules are kept, also where the environment says otherwise: tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help serve build test lint types check long oracle java clients docs clean

help: ## what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/installed ## build the graph if there is none, then serve it (ARGS=… are its options)
	$(BIN)/poimenno serve $(ARGS)

build: $(VENV)/installed ## build the curated graph
	$(BIN)/poimenno build $(ARGS)

test: $(VENV)/dev ## the default tests, under five minutes on two cores
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

lint: $(VENV)/dev ## style of code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev $(LINKS) ## strict types
	$(BIN)/mypy

check: lint types test ## what CI runs

long: $(VENV)/long java clients $(SUITES) ## the checks that take minutes: reasoners, clients, W3C suites
	$(BIN)/python -m pytest -m long $(ARGS)

oracle: $(VENV)/dev ## owlrl's own closure of thousands of random ontologies
	$(BIN)/python -m pytest -m oracle $(ARGS)

java: # HermiT needs it; without it its test fails and says so
	@command -v java >/dev/null \
	|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y default-jre-headless; } \
	|| echo 'There is no Java and no right to install it: the HermiT test will fail.'

clients: build/clients/installed ## the clients of others, for the tests that run them unmodified

# A virtual environment of their own; its Node.js serves the clients from npm.
build/clients/installed: tests/clients/requirements.txt tests/clients/package-lock.json | $(BIN)/python
	rm -rf build/clients && mkdir -p build/clients
	$(PYTHON) -m venv build/clients/venv
	build/clients/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--requirement tests/clients/requirements.txt
	cp tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc build/clients/
	PATH="$(CURDIR)/build/clients/venv/bin:$$PATH" npm ci --prefix build/clients --silent
	touch $@

# The W3C suites come with rdflib's source distribution, so that no other host is asked.
$(SUITES): | $(VENV)/long
	rm -rf $(SUITES).new && mkdir -p $(SUITES).new
	$(PIP) download --no-deps --no-binary rdflib --dest $(SUITES).new 'rdflib==7.6.0'
	tar -xzf $(SUITES).new/rdflib-7.6.0.tar.gz -C $(SUITES).new --strip-components=5 \
		rdflib-7.6.0/test/data/suites/w3c/dawg-data-r2 rdflib-7.6.0/test/data/suites/w3c/sparql11
	rm $(SUITES).new/rdflib-7.6.0.tar.gz && mv $(SUITES).new $(SUITES)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo 'poimenno needs Python 3.11 or newer; say which: make PYTHON=/path/to/python'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	touch $@

$(VENV)/dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	touch $@ $(VENV)/installed

$(VENV)/long: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev,long]'
	touch $@ $(VENV)/installed $(VENV)/dev

# Type checkers do not read setuptools' editable hook, but they follow links.
$(LINKS):
	mkdir -p $(LINKS)
	for room in ontology triples queries server; do ln -sfn ../../../$$room $(LINKS)/$$room; done

docs: $(VENV)/installed ## write the reference pages
	$(BIN)/python -m poimenno.server.reference > docs/command-line.md
	$(BIN)/python -m poimenno.ontology.documenting > docs/rules.md

clean: ## throw away what was made; the store of the user stays
	rm -rf build dist $(VENV) *.egg-info
