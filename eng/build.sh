# shellcheck shell=bash
# Shared by run.sh and test.sh: how to restore, and how to build what run.sh runs.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
artifacts=$root/artifacts

# A script leaves no build processes behind.
export MSBUILDDISABLENODEREUSE=1

# Restores, or says on stderr in one paragraph why not.
restore() { # SOLUTION
  local log=$artifacts/restore.log missing
  mkdir -p "$artifacts"
  if dotnet restore "$1" -nologo >"$log" 2>&1; then
    return 0
  fi

  missing=$(missing_packages "$log")
  if [[ -n $missing ]]; then
    echo "LockActors cannot be built here, because the package sources lack: ${missing//$'\n'/, }." >&2
  else
    echo "LockActors cannot be built here; the reason is in artifacts/restore.log:" \
      "$(grep -m 1 -o 'error .*' "$log" || echo 'no error was named.')" >&2
  fi
  return 1
}

# NU1101 no such package, NU1102 no such version, NU1603 another version in its place.
missing_packages() { # LOG
  sed -n -E \
    -e 's/.*error NU1101: .*Unable to find package ([^ ]+)\. .*/\1/p' \
    -e 's/.*error NU1102: .*Unable to find package ([^ ]+) with version \(>= ([^),]+).*/\1 \2/p' \
    -e 's/.*error NU1603: .* depends on [^ ]+ \(.*\) but ([^ ]+) ([^ ]+) was not found.*/\1 \2/p' "$1" | sort -u
}

# Builds the server and lockctl in Release unless nothing changed since, and speaks on stderr only.
build_executables() {
  local stamp=$artifacts/built log=$artifacts/run-build.log
  mkdir -p "$artifacts"
  (
    # Of several callers at once the first builds, and the others wait and find it built.
    if command -v flock >/dev/null; then flock 9; fi
    if [[ -f $stamp ]] && ! changed_since "$stamp"; then
      exit 0
    fi

    echo "Building LockActors: the first build takes some minutes, later ones seconds. Restoring packages ..." >&2
    touch "$stamp.new"
    restore "$root/eng/Executables.slnf" || exit 1
    # The lock must not stay with a compiler server that outlives this build.
    if ! dotnet build "$root/eng/Executables.slnf" --no-restore -c Release -v minimal -nologo 2>&1 9>&- |
      tee "$log" | say_projects; then
      cat "$log" >&2
      exit 1
    fi
    mv "$stamp.new" "$stamp"
  ) 9>"$artifacts/build.lock"
}

# Names each project when it is built.
say_projects() {
  sed -u -n -E 's/^ +([A-Za-z.]+) -> .*/  built \1/p' >&2
}

changed_since() { # STAMP
  [[ -n $(find "$root/src" "$root"/eng/*.slnf "$root"/Directory.* "$root/global.json" -newer "$1" -print -quit) ]]
}

executable() { # PROJECT ASSEMBLY
  echo "$artifacts/bin/LockActors.$1/release/$2.dll"
}
