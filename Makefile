# Everything that a person types on a bare clone. Each target does its own set-up, once: stamp files in the virtual
# environment make the second call quick. `make PYTHON=/path/to/python demo` picks the Python; VENV= picks the folder.

VENV ?= .venv
PYTHON ?=
OUT ?= reports/demo
ARGS ?=

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

VENV_STAMP := $(VENV)/.made
RUN_STAMP := $(VENV)/.installed-runtime
DEV_STAMP := $(VENV)/.installed-dev

PIP := "$(BIN)/python" -m pip -qq --disable-pip-version-check --no-input
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

# Thai text must survive whatever the locale says.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format docs lock bench clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

demo: $(RUN_STAMP) ## check a small made-up province on this machine and write its report
	"$(BIN)/itacheck" demo --out "$(OUT)"
	@echo "The report: $(abspath $(OUT))/index.html (open it in a browser)"

test: $(DEV_STAMP) ## run the tests, one process for each core; ARGS="-k word" passes options on instead
	"$(BIN)/python" -m pytest $(or $(ARGS),-n auto --dist loadfile)

lint: $(DEV_STAMP) ## style, format and types
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"

format: $(DEV_STAMP) ## put the code into its one format
	"$(BIN)/ruff" check --fix .
	"$(BIN)/ruff" format .

docs: $(DEV_STAMP) ## write docs/reference/cli.md, which says what --help says
	"$(BIN)/python" -m itacheck.cli.reference docs/reference/cli.md

bench: $(RUN_STAMP) requirements/bench.txt ## measure the speed beside Scrapy; ARGS="--agencies 5 --pages 100" for less
	@$(PIP) install --require-hashes -r requirements/bench.txt
	"$(BIN)/python" -m benchmarks.speed $(ARGS)

# The resolver lives in an environment of its own, so that it never becomes a dependency. The two smaller locks are cut
# out of the large one, so that one package has one version everywhere.
COMPILE = "$(VENV)-lock/$(notdir $(BIN))/uv" pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(ARGS)

lock: ## choose the newest versions that pyproject.toml allows and write requirements/
	@$(FIND_PYTHON) "$$python" -m venv --clear "$(VENV)-lock"
	"$(VENV)-lock/$(notdir $(BIN))/python" -m pip -qq --disable-pip-version-check install uv
	@mkdir -p requirements
	$(COMPILE) --upgrade pyproject.toml --group dev -o requirements/dev.txt
	$(COMPILE) --upgrade -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --upgrade -c requirements/dev.txt --group build -o requirements/build.txt
	$(COMPILE) --upgrade -c requirements/dev.txt --group bench -o requirements/bench.txt
	rm -rf "$(VENV)-lock"

clean: ## remove the virtual environment, caches and the demo's report
	rm -rf "$(VENV)" "$(VENV)-lock" "$(OUT)" .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Names are tried by running them: a version manager's shim can be on the PATH and yet lead nowhere.
define FIND_PYTHON
python=; \
for candidate in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python; do \
  if [ -n "$$candidate" ] && "$$candidate" -c "$(NEW_ENOUGH)" >/dev/null 2>&1; then python=$$candidate; break; fi; \
  if [ -n "$(PYTHON)" ]; then break; fi; \
done; \
if [ -z "$$python" ]; then \
  echo "make: no Python 3.11 or newer with venv and ensurepip found$(if $(PYTHON), at $(PYTHON)): install one, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; \
fi;
endef

$(VENV_STAMP):
	@$(FIND_PYTHON) \
	if [ -e "$(BIN)/python" ] && ! "$(BIN)/python" -c "$(NEW_ENOUGH)" >/dev/null 2>&1; then rm -rf "$(VENV)"; fi; \
	echo "making $(VENV) with $$python"; \
	"$$python" -m venv "$(VENV)"
	@touch "$@"

$(RUN_STAMP): requirements/runtime.txt requirements/build.txt pyproject.toml $(VENV_STAMP)
	@echo "installing what itacheck needs"
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch "$@"

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	@echo "installing what the tests need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch "$@"
