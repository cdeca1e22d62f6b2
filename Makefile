# La seule porte d'entrée. `make` seul dit ce qu'on peut faire.

PYTHON ?= python3
V := .venv/bin
PIP := $(V)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
export PYTHONUTF8 = 1

.DEFAULT_GOAL := aide
.PHONY: aide demo test essais eprouver verifier bench doc ou verrou formater navigateur

aide: ## dit ce qu'on peut faire
	@printf 'Clause ouverte\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: .venv/.site navigateur ## installe, charge la démonstration et sert le site (PORT=8000 ; TAILLE=60 : soixante marchés ; Ctrl-C pour arrêter)
	@exec $(V)/python -m config.servir --demonstration --taille $(or $(TAILLE),0)

# Un processus par cœur, qui prend le travail d'un autre quand il a fini le sien.
PYTEST := $(V)/python -m pytest -n auto --dist worksteal

test: .venv/.developpement navigateur ## installe, puis passe toute la suite (ARGS="-k mot" pour en choisir)
	@$(PYTEST) $(ARGS)

essais: .venv/.developpement navigateur ## tout sauf les navigateurs et les programmes (CIBLE=sourcing : ce qu'une tranche touche)
	@cible=$$($(V)/python -m tests.harnais.cible $(CIBLE)) && \
	  $(PYTEST) -m "not navigateur and not processus" $$cible $(ARGS)

eprouver: .venv/.developpement navigateur ## casse exprès cinquante choses et dit lesquelles la suite attrape (ARGS=mot pour en choisir)
	@$(V)/python -m tests.eprouver $(ARGS)

verifier: .venv/.developpement navigateur ## format, défauts, types, contrats d'import, migrations, gabarits
	@$(V)/python -m config.verifier

bench: .venv/.developpement navigateur ## mesure les imports et les pages sur un gros volume, et rapporte aux étalons
	@$(V)/python -m bench $(ARGS)

doc: .venv/.site ## refait les documents tirés du code (habilitations, règles)
	@$(V)/python manage.py documenter

ou: .venv/.site ## QUOI="la règle de…, l'écran de…" : où c'est écrit ; URL=/declarations/… : le code d'une adresse
	@$(V)/python manage.py ou "$(or $(QUOI),$(URL))"

formater: .venv/.developpement ## met en forme le Python et les gabarits
	@$(V)/ruff format .
	@$(V)/ruff check --fix .
	@$(V)/djlint --reformat --quiet clauses || true

VERROU := $(V)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
verrou: .venv/.developpement ## recalcule les versions installées, avec leurs empreintes et sans nom d'hôte (ARGS=--upgrade)
	@$(VERROU) $(ARGS) pyproject.toml -o requirements.lock
	@$(VERROU) $(ARGS) pyproject.toml --group dev -o requirements-dev.lock

# L'environnement : refait seulement quand un verrou a changé ; sinon, rien n'a besoin du réseau.
$(V)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Clause ouverte demande Python 3.11 ou plus ($$($(PYTHON) --version 2>&1)). Nommez-en un : make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "L'environnement Python n'a pas pu être créé. Sous Debian ou Ubuntu : apt install python3-venv" >&2; exit 1; }

.venv/.site: requirements.lock | $(V)/python
	@echo "Installation des dépendances du site…"
	@$(PIP) --only-binary :all: -r requirements.lock
	@touch $@

.venv/.developpement: requirements-dev.lock | $(V)/python
	@echo "Installation des dépendances…"
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/.site

# Les fichiers du navigateur ; `config.npm` garde sa propre empreinte.
navigateur: | $(V)/python
	@$(V)/python -m config.npm ci
