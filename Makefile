# `make app`, `make demo` and `make test` need Python 3.11 or newer, make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COURSE := $(BIN)/course
comma := ,

.PHONY: app demo demo-class nbgrader-menus test test-all lint types clean

# pip's own output is long. What is left of it: which package is at its turn, and every error.
PROGRESS := awk '/^ *Collecting / { if (++n % 10 == 0) print "  " n " packages, now " $$2 "…" } \
	/^ *Installing collected/ { print "  Unpacking " n " packages: a minute or two without a word." } { fflush() }'
# $(call INSTALL,WHAT): a pipe ends as its last command does, so how pip ended goes around it.
INSTALL = exec 4>&1; exit $$( { { $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off \
	-c constraints.txt $(1); echo $$? >&3; } | $(PROGRESS) >&4; } 3>&1 )

# nbgrader's menus in JupyterLab are for instructors. In a student's they ask for a course folder, in red.
NBGRADER := $(addprefix nbgrader.server_extensions.,formgrader validate_assignment assignment_list course_list)
MENUS = $(BIN)/jupyter labextension $(1) @jupyter/nbgrader && \
	$(BIN)/jupyter server extension $(1) --sys-prefix $(NBGRADER)

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "Making the environment in $(VENV): 1.1 GB, three to ten minutes, only the first time."
	$(PYTHON) -m venv $(VENV)
	@$(call INSTALL,-e '.[app$(comma)notebook$(comma)class]')
	@$(call MENUS,disable) > $(VENV)/menus.log 2>&1 || { cat $(VENV)/menus.log; exit 1; }
	touch $@

$(VENV)/installed-tools: $(VENV)/installed
	@echo "Adding what the tests need."
	@$(call INSTALL,-e '.[app$(comma)notebook$(comma)class$(comma)test$(comma)lint$(comma)cluster$(comma)postgresql$(comma)sign-in]')
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
	@$(COURSE) check solutions/backprop/backprop.py
	@echo; echo "== 4. Its functions learn to read digits"; echo
	@$(COURSE) train solutions/backprop/backprop.py --epochs 8
	@echo; echo "== 5. Another assignment: optimizers, untouched and solved"; echo
	@$(COURSE) check exercises/optimizers.py; test $$? -eq 1
	@$(COURSE) check solutions/optimizers/optimizers.py

# A made-up class of 40: graded, with feedback, CSV and a report. FOLDER=… keeps it where you want it.
demo-class: $(VENV)/installed
	@$(BIN)/python -m grader.classroom.sample_class.demonstration $(FOLDER)

# For instructors, and for students who fetch and submit by nbgrader's exchange.
nbgrader-menus: $(VENV)/installed
	@$(call MENUS,enable)

# What a contributor runs: under three minutes. Classes, browsers, kernels, builds and installations are in test-all.
test: $(VENV)/installed-tools
	$(BIN)/python -m pytest -m "not slow" $(ARGS)

test-all: $(VENV)/installed-tools
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-tools
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
