# `make app`, `make demo` and `make test` need Python 3.11 or newer, make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COURSE := $(BIN)/course

.PHONY: app demo demo-class test lint types clean

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "Making the environment in $(VENV). This takes some minutes, and only the first time."
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -e .
	touch $@

$(VENV)/installed-tools: $(VENV)/installed
	@echo "Adding what the tests need."
	$(INSTALL) -e '.[test,lint,cluster,postgresql,sign-in]'
	touch $@

app: $(VENV)/installed
	$(COURSE) app

# `course check` ends with 1 while something is wrong, as it is meant to be here.
demo: $(VENV)/installed
	@echo; echo "== 1. The untouched student's copy"; echo
	@$(COURSE) check exercises/backprop.py; test $$? -eq 1
	@echo; echo "== 2. A student with one mistake"; echo
	@$(COURSE) check tests/fixtures/one_mistake.py; test $$? -eq 1
	@echo; echo "== 3. The reference solution"; echo
	@$(COURSE) check solutions/backprop.py
	@echo; echo "== 4. Its functions learn to read digits"; echo
	@$(COURSE) train solutions/backprop.py --epochs 8

# A made-up class of 40: graded, with feedback, CSV and a report. FOLDER=… keeps it where you want it.
demo-class: $(VENV)/installed
	@$(BIN)/python -m grader.classroom.sample_class.demonstration $(FOLDER)

test: $(VENV)/installed-tools
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-tools
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
