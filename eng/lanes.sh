# shellcheck shell=bash
# Shared by run.sh, test.sh and .ci/run: the two lanes (docs/CONTRIBUTING.md) and how to restore and build them.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
full_solution=$root/LockActors.sln
portable_solution=$root/LockActors.Portable.slnf
missing_memory_minutes=60

# A script leaves no build processes behind.
export MSBUILDDISABLENODEREUSE=1

lane_solution() { # LANE
  if [[ $1 == full ]]; then echo "$full_solution"; else echo "$portable_solution"; fi
}

# All that decides what a restore answers: projects, versions, package folder and package sources.
restore_inputs() { # LANE
  {
    echo "$1 ${NUGET_PACKAGES:-} ${RestoreConfigFile:-}"
    find "$root" -path "$root/artifacts" -prune -o -type f \
      \( -name '*.csproj' -o -name 'Directory.*' -o -name '*.sln' -o -name '*.slnf' -o -name global.json \) -print0 |
      sort -z | xargs -0 cat
    cat "${RestoreConfigFile:-/dev/null}" \
      "${HOME:-}"/.nuget/NuGet/*.[Cc]onfig "${HOME:-}"/.config/NuGet/*.[Cc]onfig 2>/dev/null || true
  } | cksum
}

restored_before() { # LANE INPUTS
  local folder=$root/artifacts/$1
  [[ -f $folder/restored && $(<"$folder/restored") == "$2" ]] || return 1
  # The stamp outlives its packages when somebody empties the package folder.
  local packages
  packages=$(sed -n 's/^ *"packagesPath": "\(.*\)",\{0,1\}$/\1/p' \
    "$folder/obj/LockActors.House/project.assets.json" 2>/dev/null)
  [[ -n $packages && -d $packages/xunit ]]
}

missing_before() { # LANE INPUTS
  local file=$root/artifacts/$1/missing
  [[ -n $(find "$file" -mmin "-$missing_memory_minutes" 2>/dev/null) && $(head -1 "$file") == "$2" ]]
}

# Restores a lane once. On failure lane_missing holds the packages that no source has, or nothing.
lane_restore() { # LANE
  local lane=$1 folder=$root/artifacts/$1 inputs
  inputs=$(restore_inputs "$lane")
  lane_missing=
  mkdir -p "$folder"
  if restored_before "$lane" "$inputs"; then
    return 0
  fi

  if missing_before "$lane" "$inputs"; then
    lane_missing=$(tail -n +2 "$folder/missing")
    return 1
  fi

  rm -f "$folder/restored" "$folder/missing"
  if Lane=$lane dotnet restore "$(lane_solution "$lane")" >"$folder/restore.log" 2>&1; then
    echo "$inputs" >"$folder/restored"
    return 0
  fi

  lane_missing=$(missing_packages "$folder/restore.log")
  if [[ -n $lane_missing ]]; then
    printf '%s\n' "$inputs" "$lane_missing" >"$folder/missing"
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

# One plain paragraph.
explain_restore() { # LANE
  if [[ -n $lane_missing ]]; then
    printf 'The %s lane does not restore here, because the package sources lack: %s.' \
      "$1" "$(paste -s -d ',' <<<"$lane_missing" | sed 's/,/, /g')"
  else
    printf 'The %s lane does not restore here; the reason is in artifacts/%s/restore.log: %s' \
      "$1" "$1" "$(grep -m 1 -o 'error .*' "$root/artifacts/$1/restore.log" || echo 'no error was named.')"
  fi
}

# Sets lane for the caller. fell_back is true when the full lane was wanted and did not restore.
# shellcheck disable=SC2034 # fell_back is read by test.sh
choose_lane() { # auto|portable|full
  lane=$1
  fell_back=false
  if [[ $1 == auto ]]; then
    lane=full
    if ! lane_restore full; then
      echo "$(explain_restore full) Going on with the portable lane, which needs no Orleans package." >&2
      lane=portable
      fell_back=true
    fi
  fi

  if ! lane_restore "$lane"; then
    explain_restore "$lane" >&2
    echo >&2
    return 1
  fi
}

# Builds one executable in Release unless nothing changed since, and sets built to its assembly.
build_executable() { # LANE PROJECT ASSEMBLY
  local stamp=$root/artifacts/$1/built-$2 log=$root/artifacts/$1/build-$2.log
  built=$root/artifacts/$1/bin/LockActors.$2/release/$3.dll
  mkdir -p "$root/artifacts/$1"
  (
    # Several callers at once: the first builds, the others find it built.
    if command -v flock >/dev/null; then flock 9; fi
    if [[ -f $built && -f $stamp ]] && ! changed_since "$stamp"; then
      exit 0
    fi
    touch "$stamp.new"
    # The lock must not stay with a compiler server that outlives this build.
    if ! Lane=$1 dotnet build "$root/src/$2" -c Release -v quiet -nologo >"$log" 2>&1 9>&-; then
      cat "$log" >&2
      exit 1
    fi
    mv "$stamp.new" "$stamp"
  ) 9>"$root/artifacts/$1/build.lock"
}

changed_since() { # STAMP
  [[ -n $(find "$root/src" "$root"/Directory.* "$root/global.json" -newer "$1" -print -quit) ]]
}
