# One command each: `make run` shows the course, `make test` checks it. Both set themselves up; the second time is quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run dev models test lint format bench evidence frozen pictures page readme clean

run: models
	$(BIN)/streamlit run app.py --server.port $(PORT)

# The course for whoever changes it: a file that is saved shows at the next rerun.
dev: models
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto

# The two real models that read sentences: 175 MB, fetched once. Without them the course works all the same.
models: $(VENV)/.run
	-$(BIN)/python -m explainers.transformers.lm.fetch

# Those without a browser share the cores; those with one have the machine to themselves.
# `make test page=vaes/beta` checks one page: everything it owes.
ifdef page
test: $(VENV)/.dev
	$(BIN)/python -m pytest --page $(page) --ignore tests/browser -n 2 --dist worksteal
	$(BIN)/python -m pytest --page $(page) tests/browser
else
test: $(VENV)/.dev models
	$(BIN)/python -m pytest --ignore tests/browser -n 2 --dist loadgroup
	$(BIN)/python -m pytest tests/browser
endif

# Claims about chance that take many seeds: computed anew, compared with what is recorded.
evidence: $(VENV)/.dev
	$(BIN)/python -m tests.evidence

# What the pages draw, compared with what was frozen.
frozen: $(VENV)/.dev
	$(BIN)/python -m tests.frozen

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# The cards of the gallery; `make pictures page=vaes/beta` takes those of one page.
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.browser.pictures $(page)

# A page that runs, and what it still lacks: `make page chapter=vaes name=beta`.
page: $(VENV)/.dev
	$(BIN)/python -m tests.new_page $(chapter) $(name)

# The table of the course in the README, from the catalogue.
readme: $(VENV)/.run
	$(BIN)/python -m explainers.catalogue

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
