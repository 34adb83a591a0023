# One command each: `make run` shows the course, `make test` checks it. Both set themselves up; the second time is quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run models test lint format bench pictures clean

run: models
	$(BIN)/streamlit run app.py --server.port $(PORT)

# The two real models of the page Attention heatmaps: 175 MB, fetched once. Without them the course works all the same.
models: $(VENV)/.run
	-$(BIN)/python -m explainers.transformers.attention.fetch

# Those without a browser share the cores; those with one have the machine to themselves.
test: $(VENV)/.dev models
	$(BIN)/python -m pytest --ignore tests/browser -n 2 --dist worksteal
	$(BIN)/python -m pytest tests/browser

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

pictures: $(VENV)/.dev
	$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV) build .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@
