# Everything that is done with this repository; "make help" lists it.
# Each target is a script in scripts/, and all they make lies in .odoo/.

# As variables of make or of the environment; see "make help".
export PORT PYTHON ODOO DB_HOST DB_PORT DB_USER DB_PASSWORD PG_BIN DEBIAN_MIRROR
export TAGS KEEP

.DEFAULT_GOAL := help
.PHONY: help run stop test test-odoo lint format pytest bench i18n screenshots wheel
.PHONY: matrix clean setup

help: ## show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | \
		awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo
	@echo "Variables, all of them optional (make run PORT=8070):"
	@echo "  PORT=8070            the port of make run, 8069 if not given"
	@echo "  TAGS=/contact_segment:TestName.test_x   of make test: only these tests"
	@echo "  ARGS='-k word'       of make pytest, make bench, make screenshots, make test-odoo"
	@echo "  CASES='demo wheel'   of make matrix: only these cases"
	@echo "  KEEP=1               of make test: keep the test database"
	@echo "  PYTHON=python3.12    the Python, 3.10 to 3.13, of the virtual environment"
	@echo "  ODOO=/path           an Odoo 19.0 that is there already: a source checkout,"
	@echo "                       or the folder that holds the Python package odoo"
	@echo "  DB_HOST=  DB_PORT=  DB_USER=  DB_PASSWORD="
	@echo "                       a PostgreSQL that is there already; the user must be"
	@echo "                       allowed to create databases"
	@echo "  PG_BIN=/path/bin     the programs of a PostgreSQL that apt did not install"
	@echo "  DEBIAN_MIRROR=url    on Ubuntu: where to get Debian's package of Odoo"

setup: ## get Odoo, PostgreSQL and the Python packages, and start PostgreSQL
	@scripts/setup

run: ## start Odoo with the addon and sample data on http://127.0.0.1:8069
	@scripts/run

stop: ## stop Odoo and PostgreSQL
	@scripts/stop

test: ## run every check and every test, browser tours included
	@scripts/test

test-odoo: ## run Odoo's own tests with the addon and without it, and compare: hours
	@scripts/test_odoo $(ARGS)

lint: ## check the code
	@scripts/setup_python && scripts/lint

format: ## format the code
	@scripts/setup_python && scripts/format

pytest: ## run tests through pytest on a kept database: quick to repeat
	@scripts/pytest $(ARGS)

bench: ## run the benchmarks
	@scripts/bench $(ARGS)

i18n: ## bring the translation template and the translations up to date
	@scripts/i18n

screenshots: ## make the screenshots of the documentation
	@scripts/screenshots $(ARGS)

wheel: ## build the Python package into dist/
	@scripts/setup_python && scripts/wheel

matrix: ## install the addon in every way that docs/installation.md names
	@scripts/install_matrix $(CASES)

clean: ## stop and remove everything that was downloaded or made, databases too
	@scripts/clean
