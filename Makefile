# Every command of this project. `make` alone lists them.

# The newest Python on this machine, unless PYTHON says which; scripts/set_up.py refuses one too old.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(if $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo yes),$(name))) python3)
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

# Material's notice of its end of life is known to us, and only worries an editor.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup serve bench test test-all test-quick style check translations reviews site new drafts publish links walk published-ids requirements

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

$(READY): requirements.txt scripts/set_up.py
	@$(PYTHON) scripts/set_up.py $(VENV)

setup: $(READY) ## make .venv, when it is missing or older than the requirements

serve: $(READY) ## editing preview on http://127.0.0.1:8000 (LANGS=nl,en for some languages, PORT=8001 for another port)
	@$(RUN) -m engine.serve

test: $(READY) style check ## every test, the browser tests included
	$(RUN) scripts/browser.py
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not crawl"

test-all: test ## the same, then every page in every language, looked at in a browser
	$(RUN) -m pytest -n 2 -m crawl

test-quick: $(READY) style check ## the same without browser tests and large builds
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not build"

style: $(READY)
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy

check: $(READY) ## all data and content checks, no site build
	$(RUN) -m macros check

ASKED = $(foreach one,DONE WORDING REOPEN RECORD EXPORT IMPORT,$(if $($(one)),$(one)))

translations: $(READY) ## how they stand (DONE=docs/nl/about.md#dates BY=machine WORDING= REOPEN= SINCE=HEAD~1 RECORD=1 EXPORT=nl IMPORT=stale.nl.xlf)
	@$(if $(word 2,$(ASKED)),$(error One at a time: $(strip $(ASKED))))$(RUN) -m macros translations $(if $(DONE),done $(DONE))$(if $(WORDING),wording $(WORDING))$(if \
		$(REOPEN),reopen $(REOPEN))$(if $(BY), --by $(BY))$(if $(SINCE), --since $(SINCE))$(if \
		$(RECORD),record)$(if $(EXPORT),export $(EXPORT) stale.$(EXPORT).xlf)$(if $(IMPORT),import $(IMPORT))

reviews: $(READY) ## the reviews that are due, and those long past
	@$(RUN) -m macros reviews

site: $(READY) ## the production site in site/ (AS_OF=2027-01-01 for a date)
	@$(RUN) -m engine.build

new: $(READY) ## start a document, topic, cpas or language in drafts/ (make new KIND=topic ID=my-topic)
	@$(RUN) -m scripts.drafts new "$(KIND)" "$(ID)"

drafts: $(READY) ## what is left to do in drafts/
	@$(RUN) -m scripts.drafts left

publish: $(READY) ## move a complete draft to its place (make publish KIND=topic ID=my-topic)
	@$(RUN) -m scripts.drafts publish "$(KIND)" "$(ID)"

links: $(READY) ## ask the sites we link to whether their pages are still there (minutes; asks other sites)
	$(RUN) -m scripts.links

bench: $(READY) ## measure search, questions and finder, builds and edits, and the pages of site/, beside the untouched stack
	$(RUN) scripts/browser.py
	$(RUN) -m bench

walk: $(READY) ## try the tasks of guides/tasks as written, and record what is printed (a minute)
	$(RUN) -m scripts.walk

published-ids: $(READY) ## add new ids to data/published_ids.txt
	$(RUN) -m scripts.published_ids

requirements: $(READY) ## pin requirements.in again, newest versions, into requirements.txt
	CUSTOM_COMPILE_COMMAND="make requirements" $(RUN) -m piptools compile --quiet --upgrade \
		--generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --output-file requirements.txt requirements.in
