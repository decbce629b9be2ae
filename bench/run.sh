#!/bin/sh
# The benchmark's own virtual environment, then one run; arguments go to run.py.
set -eu
cd "$(dirname "$0")"
if [ ! -f .venv/.ready ] || [ requirements.txt -nt .venv/.ready ]; then
    python3 -m venv .venv
    .venv/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
    touch .venv/.ready
fi
exec .venv/bin/python run.py "$@"
