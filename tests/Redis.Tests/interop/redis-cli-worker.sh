#!/usr/bin/env bash
# One client that knows only redis-cli: the plain recipe of the Redis documentation. Prints what redlock-worker.js prints.
set -euo pipefail
port=$1 resource=$2 seconds=$3
held=0 violations=0
cli() { redis-cli -p "$port" "$@"; }
end=$((SECONDS + seconds))
while ((SECONDS < end)); do
  value=$RANDOM$RANDOM$RANDOM
  until [[ $(cli SET "$resource" "$value" NX PX 3000) == OK ]]; do
    ((SECONDS < end + 5)) || exit 1
  done
  held=$((held + 1))
  [[ $(cli INCR inside) == 1 ]] || violations=$((violations + 1))
  cli INCR turns >/dev/null
  cli DECR inside >/dev/null
  cli EVAL 'if redis.call("get",KEYS[1])==ARGV[1] then return redis.call("del",KEYS[1]) end return 0' \
    1 "$resource" "$value" >/dev/null
done
echo "{\"held\":$held,\"violations\":$violations}"
