# Shared by the scripts: where things are, and how a missing tool is had.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export CARGO_INCREMENTAL=0
export CARGO_TERM_PROGRESS_WHEN=never

# The npm projects, in the order in which they are built and tested.
npm_projects=(
  hubs-codegen/support
  tests/conformance/npm
  hubs-codegen/tests/npm
  examples/chat/web
  tests/e2e
  tests/deno
)

# step NAME COMMAND…: runs the command under a heading and tells how long it took.
step() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || {
    printf '\n== %s: failed\n' "$name" >&2
    exit 1
  }
  printf '== %s: %s s\n' "$name" $((SECONDS - start))
}

# need COMMAND PACKAGE: installs a Debian package if its command is missing.
need() {
  command -v "$1" >/dev/null || debian_package "$2"
}

debian_package() {
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$1"
}

# What nobody can install for you: the two languages themselves.
languages() {
  command -v cargo >/dev/null || { echo "error: Rust is missing; install rustup" >&2; exit 1; }
  command -v npm >/dev/null || { echo "error: Node (20 or newer) with npm is missing" >&2; exit 1; }
}

# Installs what a project's lock file names, unless that is there already.
npm_install() {
  (cd "$1" && { cmp -s package-lock.json node_modules/.installed || {
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
  }; })
}

# What the Python clients are installed in.
python_environment=${CARGO_TARGET_DIR:-target}/python

# python_install REQUIREMENTS: makes the environment with what the file names, unless that is there already.
python_install() {
  cmp -s "$1" "$python_environment/.installed" && return
  need python3 python3
  # Debian has what makes environments in a package of its own.
  python3 -c 'import ensurepip, venv' 2>/dev/null || debian_package python3-venv
  rm -rf "$python_environment"
  python3 -m venv "$python_environment"
  "$python_environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$1"
  cp "$1" "$python_environment/.installed"
}
