#!/usr/bin/env bash
# Runs several silos on this machine as one cluster, with a Redis of their own unless --redis names one, for leases in
# memory are for one silo alone; ctrl-C drains them. For run.sh: eng/cluster.sh SILO.dll --silos N [--port N] [--store KIND] [--redis HOST:PORT,...] [--postgres CONNECTION] [MORE...]
# Silo I listens on port N + I for HTTP, N + I + 10000 for silos and N + I + 20000 for Orleans clients.
# shellcheck disable=SC2317 # clean_up and stop are called by traps
set -uo pipefail

built=$1
shift
silos=1 port=8080 store= redis='' postgres='' more=()
while (($# > 0)); do
  case $1 in
    --silos) silos=$2 ;;
    --port) port=$2 ;;
    --store) store=$2 ;;
    --redis) redis=$2 ;;
    --postgres) postgres=$2 ;;
    *)
      more+=("$1")
      shift
      continue
      ;;
  esac
  shift 2
done
if ((port < 1 || port + silos + 20000 > 65535)); then
  echo "--port must be 1 to $((65535 - 20000 - silos)) for $silos silos, not $port" >&2
  exit 64
fi

if [[ -z $store && -n $postgres ]]; then
  store=postgres
elif [[ -z $store ]]; then
  store=redis
  [[ $redis != *,* ]] || store=redlock
elif [[ $store == none ]]; then
  echo "--store none is for one silo; several need redis, redlock or postgres" >&2
  exit 64
fi

if [[ $store == postgres && -z $postgres ]]; then
  echo "--store postgres needs --postgres 'Host=...;Database=...;Username=...'; nothing is started for it" >&2
  exit 64
fi

folder=$(mktemp -d)
redis_ids=() silo_ids=() stops=0

# Ends only what was started here. Children have process groups of their own (set -m), so that ctrl-C reaches this
# script alone: silos must drain before their Redis ends.
clean_up() {
  ((${#redis_ids[@]} == 0)) || kill "${redis_ids[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$folder"
}

stop() {
  stops=$((stops + 1))
  ((${#silo_ids[@]} > 0)) || exit 130
  if ((stops == 1)); then
    echo "Draining; a second ctrl-C ends at once."
    kill -TERM "${silo_ids[@]}" 2>/dev/null
  else
    kill -INT "${silo_ids[@]}" 2>/dev/null
  fi
}

answers() { # PORT
  local reply
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'PING\r\n' >&3
  read -r -t 1 reply <&3
  exec 3>&-
  [[ $reply == +PONG* ]]
}

start_redis() { # sets started to HOST:PORT
  local try candidate id
  for try in {1..20}; do
    candidate=$((20000 + RANDOM % 10000))
    redis-server --bind 127.0.0.1 --port "$candidate" --dir "$folder" --save '' --appendonly no \
      --logfile "redis-$candidate.log" </dev/null >/dev/null &
    id=$!
    for _ in {1..50}; do
      kill -0 "$id" 2>/dev/null || break
      if answers "$candidate" 2>/dev/null && kill -0 "$id" 2>/dev/null; then
        redis_ids+=("$id")
        started=127.0.0.1:$candidate
        return 0
      fi
      sleep 0.1
    done
    kill "$id" 2>/dev/null
  done
  echo "redis-server did not start after $try tries." >&2
  return 1
}

start_store() {
  local count=1 young=()
  [[ -z $redis ]] || return 0
  if ! command -v redis-server >/dev/null; then
    echo "--silos without --redis starts redis-server, which is not on PATH; name yours with --redis." >&2
    return 1
  fi
  if [[ $store == redlock ]]; then
    count=5
    # As young as the cluster itself, so they cannot have forgotten anything.
    young=(--redis-young allow)
  fi
  while ((count-- > 0)); do
    start_redis || return 1
    redis+=${redis:+,}$started
  done
  more+=(${young[@]+"${young[@]}"})
  local what=''
  [[ $store != postgres ]] || what=', for the silos to find each other'
  echo "Redis: $redis (started here, nothing is kept$what)"
}

start_silo() { # INDEX
  local http=$((port + $1))
  local keep=(--store "$store" --redis "$redis")
  [[ $store != postgres ]] || keep=(--store postgres --postgres "$postgres")
  dotnet "$built" --port "$http" --silo-port $((http + 10000)) --gateway-port $((http + 20000)) \
    --cluster-id "local-$port-$$" "${keep[@]}" \
    --clustering redis --cluster-redis "${redis%%,*}" \
    ${more[@]+"${more[@]}"} </dev/null >"$folder/silo-$1.out" &
  silo_ids+=($!)
}

wait_for_silo() { # INDEX
  until grep -q listening "$folder/silo-$1.out" 2>/dev/null; do
    kill -0 "${silo_ids[$1]}" 2>/dev/null || return 1
    sleep 0.1
  done
  cat "$folder/silo-$1.out"
}

trap clean_up EXIT
trap stop INT TERM
set -m
start_store || exit 69
for ((i = 0; i < silos && stops == 0; i++)); do
  start_silo "$i"
done
ready=0
for ((i = 0; i < silos; i++)); do
  if wait_for_silo "$i"; then ready=$((ready + 1)); fi
done
if ((stops == 0)); then
  echo "A cluster of $ready silos; ctrl-C drains it."
  if ((ready < silos)); then stop; fi
fi

worst=$((ready < silos && stops == 0))
for ((i = 0; i < silos; i++)); do
  # A signal ends the wait, not the silo.
  while kill -0 "${silo_ids[$i]}" 2>/dev/null; do
    wait "${silo_ids[$i]}" 2>/dev/null
  done
  wait "${silo_ids[$i]}" 2>/dev/null
  code=$?
  if ((code != 0)); then
    echo "Silo $i ended with exit code $code." >&2
    worst=1
  fi
done
exit "$worst"
