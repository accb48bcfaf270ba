#!/usr/bin/env bash
# Runs a LockActors server, or its command line:
#   ./run.sh [--port N] [--store none|redis|redlock|postgres] [--redis HOST:PORT,...] [--postgres CONNECTION]
#            [--redis-young allow] [--demo] [-- MORE...]
#   ./run.sh --silos 3 [--store redis|redlock|postgres] [--redis HOST:PORT,...] [--postgres CONNECTION] [--port N]
#            [--demo] [-- MORE...]
#   ./run.sh lockctl ARGS...
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=eng/build.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/build.sh"

usage="Usage: ./run.sh [--port N] [--store none|redis|redlock|postgres] [--redis HOST:PORT,...]"
usage+=" [--postgres CONNECTION] [--redis-young allow] [--demo] [--silos N] [-- MORE...]"

refuse() {
  echo "run.sh: $1. $usage" >&2
  exit 64
}

build() {
  build_executables || exit 69
  unset MSBUILDDISABLENODEREUSE
}

if [[ ${1:-} == lockctl ]]; then
  shift
  build
  exec dotnet "$(executable Cli lockctl)" "$@"
fi

silos=1
arguments=()
while (($# > 0)); do
  case $1 in
    --port)
      [[ ${2:-} =~ ^[0-9]{1,5}$ ]] || refuse "--port needs a number, not '${2:-}'"
      ((10#$2 <= 65535)) || refuse "--port must be at most 65535, not $2"
      arguments+=("$1" "$2")
      shift
      ;;
    --store | --redis | --redis-young | --postgres)
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

build
silo=$(executable Silo LockActors.Silo)
if ((silos > 1)); then
  exec "$root/eng/cluster.sh" "$silo" --silos "$silos" ${arguments[@]+"${arguments[@]}"}
fi
exec dotnet "$silo" ${arguments[@]+"${arguments[@]}"}
