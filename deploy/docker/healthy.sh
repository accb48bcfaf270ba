#!/usr/bin/env bash
# Whether the server in this container is ready. The official images hold no HTTP client, but they hold bash.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${LOCKACTORS_HTTP__PORT:-8080}"
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
[[ $status == 200 ]]
