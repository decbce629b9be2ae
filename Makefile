# A few targets set the machine up; everything else is `assistant --help`.
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready

help:  ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(STAMP)  ## one .venv with the assistant command and the development tools

$(STAMP): requirements-dev.txt pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@python3 -m venv $(VENV) || { echo "python3 cannot make a venv; install python3-venv."; exit 1; }
	$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: setup  ## demonstration on this machine: set up, migrate, load a region, serve
	NOTICE_DEMO=1 $(VENV)/bin/assistant run

test: setup check browser  ## every check and every test, with real Chromium and PostgreSQL
	$(PY) -m pytest -n 2

check: setup  ## lint, types, import contracts, templates, flows
	$(VENV)/bin/ruff check assistant tests bench
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --lint --quiet templates
	$(VENV)/bin/assistant flows check

browser: setup  ## Chromium and fonts for the tests
	@sh .ci/browser

bench: setup  ## one interleaved run against a bare floor and a form wizard
	sh bench/run.sh

scale: setup  ## queue, searches and list of sights at 1,000,000 people beside 1,000; some minutes
	$(PY) -m bench.scale

lock:  ## write the hash-locked requirements again
	$(PY) -m pip install --disable-pip-version-check --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

.PHONY: help setup run test check browser bench scale lock
