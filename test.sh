#!/usr/bin/env bash
# Runs every test of a lane. Usage: ./test.sh [--portable|--full] [--filter F]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=eng/lanes.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/lanes.sh"

passed=0 failed=0 skipped=0
wanted=auto filter=

refuse() {
  echo "test.sh: $1. Usage: ./test.sh [--portable|--full] [--filter F]" >&2
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
      --portable | --full)
        [[ $wanted == auto || $wanted == "${1#--}" ]] || refuse "--portable and --full exclude each other"
        wanted=${1#--}
        ;;
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
  Lane=$lane dotnet format "$solution" --verify-no-changes --no-restore || fail "formatting (run: dotnet format)"
}

build() {
  local log=$root/artifacts/$lane/build.log
  Lane=$lane dotnet build "$solution" --no-restore -v quiet -nologo >"$log" 2>&1 && return
  grep -E ': (error|warning) ' "$log" | sort -u || cat "$log"
  fail "build"
  finish
}

run_tests() {
  rm -rf "$results"
  # One test project at a time: several start servers, and some measure waits.
  Lane=$lane dotnet test "$solution" --no-build -nologo -m:1 --blame-hang-timeout 10m \
    --blame-hang-dump-type none ${filter:+--filter "$filter"} 2>&1 |
    sed -u -E -e '/^(Test run for |A total of |Results File: |Additionally, path |$)/d' \
      -e '/^(No test is available |No test matches )/d' \
      -e '/^(Data collector .Blame. message: All tests finished |\[xUnit.net .*\[(FAIL|SKIP)\]$)/d'
  test_exit=${PIPESTATUS[0]}
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

# A lane that was wanted and could not be had is not silently smaller: its test projects count as skipped.
count_lane_left_out() {
  [[ $fell_back == true ]] || return 0
  local project
  while read -r project; do
    echo "Skipped: $(basename "$project" .csproj): its packages are missing"
    skipped=$((skipped + 1))
  done < <(grep -l '<UsesOrleans>true' "$root"/tests/*/*.csproj)
}

parse "$@"
cd "$root" || exit 1
if ! choose_lane "$wanted"; then
  fail "restore"
  finish
fi
solution=$(lane_solution "$lane")
results=$root/artifacts/$lane/TestResults
test_exit=0
echo "The $lane lane."
install_tools
build
check_format
run_tests
count_tests
count_lane_left_out
finish
