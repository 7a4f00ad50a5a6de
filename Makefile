# make study: run the quick study and build the book.   make test: check everything.   Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLINPEFT := $(BIN)/clinpeft

.PHONY: study test test-all weights check book picture clean

study: $(VENV)/.installed
	$(CLINPEFT) models fetch minilm_l6
	$(CLINPEFT) data fetch neiss maccrobat || echo "Open text is missing (see above): the study runs without it."
	@# A failed run must not keep the site from showing it; any other end (as by Ctrl-C) stops here.
	$(CLINPEFT) sweep quick; status=$$?; test $$status -le 1 || exit $$status; $(CLINPEFT) book && exit $$status

test: check weights
	$(BIN)/pytest -n auto --dist loadfile -m "not long"

# What measures time comes last and by itself: beside other tests its numbers mean nothing.
test-all: check weights
	$(BIN)/pytest -n auto --dist loadfile -m "not alone"
	$(BIN)/pytest -m alone

# The tests of the whole path train the real backbone for seconds.
weights: $(VENV)/.installed
	$(CLINPEFT) models fetch minilm_l6

check: $(VENV)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(CLINPEFT) notebooks check

book: $(VENV)/.installed
	$(CLINPEFT) book

# The README's picture of the published results; a test says when they have changed.
picture: $(VENV)/.installed
	$(BIN)/python book/draw_picture.py

clean:
	rm -rf _build book/executed .pytest_cache .ruff_cache .mypy_cache

# setuptools is pinned in requirements.lock, so installing the package itself needs nothing more.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11 to 3.13 is needed, this is %d.%d; try: make PYTHON=python3.11" % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -r requirements.lock
	$(BIN)/python -m pip install --no-deps --no-build-isolation -e .
	touch $@
