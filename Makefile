# Every target does its own set-up on a machine that has Python 3.11 or newer, make and git.
# Variables: JOBS (test processes), TESTS (what to test), BENCH (which benches), SERVE (more options for `serve`),
# LOCK (`make lock LOCK=--upgrade` moves every pin to the newest release).

BIN := .venv/bin
# More test processes than cores: most of a test's time is spent waiting for disks and for servers to start.
JOBS ?= 4
TESTS ?= tests
BENCH ?= $(patsubst bench/%.py,%,$(wildcard bench/[a-z]*.py))
HISTORY ?= examples/triborough-history.csv

# The stamp's name holds a checksum of what was installed: while neither file changes, set-up is done.
STAMP := .venv/ready-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)

.PHONY: run test lint format bench lock clean

run: $(STAMP)
	$(BIN)/concordat serve --dev --data var --load $(HISTORY) $(SERVE)

test: lint
	@.ci/postgresql
	@.ci/browser
	$(BIN)/pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(TESTS)

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	@for name in $(BENCH); do echo "bench/$$name.py"; $(BIN)/python -m bench.$$name || exit 1; done

# `uv.lock` would record host names; this form holds names, versions and hashes alone. Set-up complains while the lock lacks
# what pyproject.toml has come to ask for, and mending that is what this is for: so uv is enough.
lock:
	@test -x $(BIN)/uv || .ci/set-up || test -x $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --group dev $(LOCK) pyproject.toml -o requirements.lock

# Spares `var/`, which may hold somebody's ledger.
clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP):
	@.ci/set-up
	@rm -f .venv/ready-*
	@touch $@
