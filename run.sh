#!/usr/bin/env bash
# Runs a LockActors server, or its command line:
#   ./run.sh [--portable|--full] [--port N] [--store none|redis|redlock] [--redis HOST:PORT,...]
#            [--redis-young allow] [--demo] [-- MORE...]
#   ./run.sh --full --silos 3 [--store none|redis|redlock] [--redis HOST:PORT,...] [--port N] [--demo] [-- MORE...]
#   ./run.sh lockctl ARGS...
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=eng/lanes.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/lanes.sh"

usage="Usage: ./run.sh [--portable|--full] [--port N] [--store none|redis|redlock]"
usage+=" [--redis HOST:PORT,...] [--redis-young allow] [--demo] [--silos N] [-- MORE...]"

refuse() {
  echo "run.sh: $1. $usage" >&2
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
silos=1
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
    --silos)
      [[ ${2:-} =~ ^[1-9]$ ]] || refuse "--silos needs a number of 1 to 9, not '${2:-}'"
      silos=$2
      shift
      ;;
    --demo) arguments+=("$1") ;;
    --help | -h)
      echo "$usage, or ./run.sh lockctl ARGS...; './run.sh -- --help' lists the server's flags."
      exit 0
      ;;
    --)
      shift
      arguments+=("$@")
      break
      ;;
    *) refuse "unknown flag '$1'" ;;
  esac
  shift
done

if ((silos > 1)); then
  [[ $wanted != portable ]] || refuse "--silos $silos needs the full lane"
  wanted=full
fi
choose_lane "$wanted"
if [[ $lane == full ]]; then project=Silo; else project=Standalone; fi
build_executable "$lane" "$project" "LockActors.$project" >&2
unset MSBUILDDISABLENODEREUSE
if ((silos > 1)); then
  exec "$root/eng/cluster.sh" "$built" --silos "$silos" ${arguments[@]+"${arguments[@]}"}
fi
exec dotnet "$built" ${arguments[@]+"${arguments[@]}"}
