# Two commands do everything: `make demo` shows Winnow at work, `make test` passes its tests.
# Both make their own environment, in .venv, from the lock files: these are complete, so nothing is resolved again.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint bench lock clean

demo: $(VENV)/run.stamp  ## sample drops -> corpus -> report page
	$(BIN)/winnow demo

test: lint  ## lint, types, import contracts, wheel contents, all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp  ## quality and speed beside the peers, into benchmarks/RESULTS.md (needs ../shared)
	$(BIN)/python benchmarks/neardup.py --write
	$(BIN)/python -m benchmarks.clean --write
	$(BIN)/python benchmarks/s3_cost.py --write
	$(BIN)/python benchmarks/index.py --write

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Winnow needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --no-deps --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip --disable-pip-version-check check
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp | $(VENV)/bin/python
	$(INSTALL) --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@

$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/dev.stamp
	$(INSTALL) --no-deps --require-hashes --requirement requirements-bench.lock
	@touch $@

lock:  ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-find-links --no-header \
		--group build --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-find-links --no-header \
		--group build --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-find-links --no-header \
		--group build --group bench --constraint requirements-dev.lock --output-file requirements-bench.lock pyproject.toml

clean:
	rm -rf $(VENV) dist build winnow-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
