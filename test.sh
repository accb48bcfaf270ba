#!/usr/bin/env bash
# Builds everything and runs every test. Usage: ./test.sh [--filter F]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=eng/build.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/build.sh"

solution=$root/LockActors.sln
results=$artifacts/TestResults
passed=0 failed=0 skipped=0 test_exit=0 filter=

refuse() {
  echo "test.sh: $1. Usage: ./test.sh [--filter F]" >&2
  exit 64
}

finish() {
  if ((passed + failed == 0)); then
    echo "No test ran."
    failed=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit $((failed > 0))
}

fail() {
  echo "FAILED: $1"
  failed=$((failed + 1))
}

parse() {
  while (($# > 0)); do
    case $1 in
      --filter)
        [[ -n ${2:-} ]] || refuse "--filter needs an expression"
        filter=$2
        shift
        ;;
      *) refuse "unknown argument '$1'" ;;
    esac
    shift
  done
}

install_tools() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    missing+=(chromium)
  command -v docker-compose >/dev/null || missing+=(docker-compose)
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  ((${#missing[@]} > 0)) || return 0
  if [[ $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing ${missing[*]} with apt-get."
    if apt-get update -qq >/dev/null 2>&1 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null 2>&1; then
      return 0
    fi
  fi
  echo "Missing here: ${missing[*]}. The tests that need them count as skipped."
}

check_format() {
  if [[ -n $filter ]]; then
    echo "Formatting is not checked in a filtered run."
    return
  fi
  dotnet format "$solution" --verify-no-changes --no-restore || fail "formatting (run: dotnet format)"
}

build() {
  local log=$artifacts/build.log
  if ! restore "$solution"; then
    fail "restore"
    finish
  fi
  dotnet build "$solution" --no-restore -v quiet -nologo >"$log" 2>&1 && return
  grep -E ': (error|warning) ' "$log" | sort -u || cat "$log"
  fail "build"
  finish
}

# The test assemblies of some projects under tests/, one a line.
assemblies() { # PROJECT...
  local project
  for project in "$@"; do
    echo "$artifacts/bin/LockActors.$project/debug/LockActors.$project.dll"
  done
}

# Runs some test assemblies, one after the other.
run_line() { # NAME ASSEMBLY...
  dotnet test "${@:2}" --logger "trx;LogFileName=$1.trx" --results-directory "$results" \
    --blame-hang-timeout 10m --blame-hang-dump-type none ${filter:+--filter "$filter"} 2>&1 |
    sed -u -E -e '/^(VSTest version |Test run for |A total of |Results File: |Additionally, path |$)/d' \
      -e '/^(No test is available |No test matches )/d' \
      -e '/^(Data collector .Blame. message: All tests finished |\[xUnit.net .*\[(FAIL|SKIP)\]$)/d'
  return "${PIPESTATUS[0]}"
}

# Two lines side by side: the clusters of processes mostly wait. Within a line one project at a time, because several
# start servers.
run_tests() {
  local all=() clusters=() others=() id
  rm -rf "$results"
  mapfile -t all < <(grep -L '<IsTestProject>false' tests/*/*.csproj | sed -E 's|.*/LockActors\.(.*)\.csproj|\1|')
  mapfile -t clusters < <(assemblies Cluster)
  mapfile -t others < <(assemblies "${all[@]}" | grep -vxF "${clusters[0]}")
  run_line clusters "${clusters[@]}" &
  id=$!
  run_line others "${others[@]}" || test_exit=$?
  wait "$id" || test_exit=$?
}

attribute() { # FILE NAME: one of the counters
  sed -n "s/.*<Counters .*$2=\"\([0-9]*\)\".*/\1/p" "$1"
}

count_tests() {
  local trx total executed
  for trx in "$results"/*.trx; do
    [[ -f $trx ]] || continue
    total=$(attribute "$trx" total)
    executed=$(attribute "$trx" executed)
    passed=$((passed + $(attribute "$trx" passed)))
    failed=$((failed + executed - $(attribute "$trx" passed)))
    skipped=$((skipped + total - executed))
    explain_skipped "$trx"
  done
  if ((test_exit != 0 && failed == 0)); then
    fail "dotnet test ended with exit code $test_exit without naming a failed test"
  fi
}

explain_skipped() { # FILE
  awk '
    /<UnitTestResult / {
      name = ""
      if (/outcome="NotExecuted"/) { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name) }
    }
    name != "" && /<Message>/ {
      reason = $0; gsub(/.*<Message>|<\/Message>.*/, "", reason)
      print "Skipped: " name ": " reason
      name = ""
    }' "$1"
}

parse "$@"
cd "$root" || exit 1
install_tools
build
check_format
run_tests
count_tests
finish
