# The registry's two commands are `make demo` and `make test`.

export PYTHON ?=
# Tools that keep a cache want a home; some machines give none.
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/var/home
endif

RUN := .venv/bin/python
TESTING := DJANGO_SETTINGS_MODULE=config.settings_test
TYPED := $(wildcard registry/protocol registry/domain registry/outcomes)
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup demo check format chromium test test-endurance pictures

help:
	@echo 'make demo             a running registry with the Montreal cohort (PORT=8000)'
	@echo 'make test             format, layers, types, migrations, all tests with a real browser'
	@echo 'make test-endurance   the long tests: faults, load, every theme and width'
	@echo 'make pictures         take the pictures of the README anew'
	@echo 'make check            what make test does before its tests'
	@echo 'make format           put the code in its format'
	@echo 'make setup            only make .venv and install the pinned packages'

setup:
	@tools/setup.sh

# When make itself is killed, the demo is told to stop (it stops its own processes).
demo: setup
	@exec setpriv --pdeathsig=TERM $(RUN) manage.py demo --port $(PORT)

format: setup
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

check: setup
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(if $(TYPED),$(RUN) -m mypy $(TYPED))
	$(TESTING) $(RUN) manage.py makemigrations --check --dry-run

chromium: setup
	@$(RUN) tools/chromium.py --install

test: check chromium
	$(RUN) -m pytest -n 2 --dist loadfile

test-endurance: setup chromium
	$(RUN) -m pytest -m endurance

pictures: setup chromium
	REGISTRY_PICTURES=1 $(RUN) -m pytest -n 0 tests/browser/test_to_a_live_birth.py
