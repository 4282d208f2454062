#!/bin/sh
# Installs the peers that `npm run bench -- issue-api` is held against, into a directory outside the repository:
#
#   test/bench/peers/install.sh DIRECTORY
#   CERTWRIGHT_BENCH_PEERS=DIRECTORY npm run bench -- issue-api
#
# django-ca with gunicorn from the Python registry, cfssl and step-ca from the Go module proxy, as this machine has them
# configured; needs python3 with venv, go and a C compiler (cfssl's SQLite). What cannot be had is left out, and its lane
# of the benchmark says so.
set -u
directory=${1:?"usage: $0 DIRECTORY"}
mkdir -p "$directory/bin"
directory=$(cd "$directory" && pwd)
cd "$directory" || exit 1
failed=

fail() {
  echo "$1 could not be installed" >&2
  failed=1
}

# The newest that this Go builds.
go_install() {
  name=$1 package=$2
  shift 2
  for version in "$@"; do
    GOBIN="$directory/bin" GOFLAGS="-mod=mod -buildvcs=false" go install "$package@$version" && return
  done
  fail "$name"
}

python3 -m venv django && django/bin/pip install --quiet 'django-ca[api]' gunicorn || fail django-ca
go_install cfssl github.com/cloudflare/cfssl/cmd/cfssl latest v1.7.0 v1.6.5
CGO_ENABLED=0 go_install step-ca github.com/smallstep/certificates/cmd/step-ca latest

ls bin django/bin/gunicorn 2>/dev/null
[ -z "$failed" ]
