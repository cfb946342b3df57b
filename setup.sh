#!/usr/bin/env bash
# Gradescope runs this once, as root, when an autograder is uploaded. It leaves a virtual environment that the grader
# runs in, outside every home folder, and proves it by grading the reference solutions: a build that does not give
# them full marks fails here, before any student meets it. The system's python3 is never changed: the platform's own
# harness runs under it.
set -euo pipefail
umask 022 # the environment is read by the worker, which is not root

readonly ROOT=${AUTOGRADER_ROOT:-/autograder}
readonly VENV=${AUTOGRADER_VENV:-/opt/autograder/venv}
readonly PYTHON=${AUTOGRADER_PYTHON:-python3}
readonly SOURCE=$ROOT/source
readonly PROJECT=matrix-calculus-autograder
readonly NOBODY=65534

step() { printf '\n== %s\n' "$*"; }

die() {
  printf 'setup.sh: %s\n' "$@" >&2
  exit 1
}

pip_install() {
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir "$@"
}

create_venv() {
  if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv
  fi
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    die "$("$PYTHON" --version) is too old, expected 3.10 or newer: choose the base image Ubuntu 22.04"
  "$PYTHON" -m venv --clear -- "$VENV"
}

install_project() {
  if [[ -d $SOURCE/wheels ]]; then
    pip_install --no-index --find-links "$SOURCE/wheels" "$PROJECT"
    [[ ! -f $SOURCE/packages.txt ]] ||
      pip_install --no-index --find-links "$SOURCE/wheels" --requirement "$SOURCE/packages.txt"
    return
  fi
  [[ ! -f $SOURCE/requirements.txt ]] || pip_install --requirement "$SOURCE/requirements.txt"
  pip_install "$SOURCE"
}

# The package carries the problem bank with its references, and the environment is readable by student code. On the
# platform the sets are read from the source folder, which is not.
remove_bank() {
  local packages
  packages=$("$VENV/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  rm -rf -- "$packages/autograder/bank"
  chmod -R a+rX -- "$VENV"
}

# The worker drops root before it runs student code; a Python in a home folder would stop working there.
check_unprivileged() {
  [[ $EUID -eq 0 ]] || return 0
  setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups \
    "$VENV/bin/python" -I -c 'import autograder, numpy, yaml' ||
    die "an unprivileged user cannot use $VENV: it and its Python must lie in folders open to everybody"
}

step "Creating $VENV with $("$PYTHON" --version)"
create_venv
step "Installing"
install_project
remove_bank
chmod 700 -- "$SOURCE"
chmod 755 -- "$SOURCE/run_autograder"
check_unprivileged
step "Grading the reference solutions"
AUTOGRADER_VENV=$VENV "$VENV/bin/python" -I -X utf8 -m autograder.gradescope.rehearsal "$SOURCE"
