#!/usr/bin/env bash
# Runs a LockActors server, or its command line:
#   ./run.sh [--portable|--full] [--port N] [--store none|redis|redlock] [--redis HOST:PORT,...]
#            [--redis-young allow] [--demo] [-- MORE...]
#   ./run.sh lockctl ARGS...
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=eng/lanes.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/lanes.sh"

refuse() {
  echo "run.sh: $1. Usage: ./run.sh [--portable|--full] [--port N] [--store none|redis|redlock]" \
    "[--redis HOST:PORT,...] [--redis-young allow] [--demo] [-- MORE...]" >&2
  exit 64
}

if [[ ${1:-} == lockctl ]]; then
  shift
  # Output belongs to the command: the build speaks on stderr only.
  build_executable portable Cli lockctl >&2
  unset MSBUILDDISABLENODEREUSE
  exec dotnet "$built" "$@"
fi

wanted=auto
arguments=()
while (($# > 0)); do
  case $1 in
    --portable | --full)
      [[ $wanted == auto || $wanted == "${1#--}" ]] || refuse "--portable and --full exclude each other"
      wanted=${1#--}
      ;;
    --port)
      [[ ${2:-} =~ ^[0-9]{1,5}$ ]] || refuse "--port needs a number, not '${2:-}'"
      ((10#$2 <= 65535)) || refuse "--port must be at most 65535, not $2"
      arguments+=("$1" "$2")
      shift
      ;;
    --store | --redis | --redis-young)
      [[ -n ${2:-} ]] || refuse "$1 needs a value"
      arguments+=("$1" "$2")
      shift
      ;;
    --demo) arguments+=("$1") ;;
    --)
      shift
      arguments+=("$@")
      break
      ;;
    *) refuse "unknown flag '$1'" ;;
  esac
  shift
done

choose_lane "$wanted"
if [[ $lane == full ]]; then project=Silo; else project=Standalone; fi
build_executable "$lane" "$project" "LockActors.$project" >&2
unset MSBUILDDISABLENODEREUSE
exec dotnet "$built" ${arguments[@]+"${arguments[@]}"}
