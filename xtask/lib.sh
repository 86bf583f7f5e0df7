# Sourced by the scripts: strict mode, the repository's root, and the one way a step is run, timed and reported.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FILMGATE_CACHE=${FILMGATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/filmgate}
wasm_target=wasm32-unknown-unknown
logs=$root/.cache/logs
cd "$root"
mkdir -p "$logs"

# Either would replace the target features that .cargo/config.toml sets, and the kernels would lose SIMD silently.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
# Cargo would look for the job server of a make that has not offered it one, and warn.
unset MAKEFLAGS MFLAGS

# die MESSAGE...: ends with a message that says what to do. Each argument is a line.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
  exit 1
}

# Seconds with a fraction; whole ones on macOS, whose bash is too old for more.
now() { printf '%s' "${EPOCHREALTIME:-$SECONDS}" | tr , .; }

# report MARK STARTED NAME: the one line that a step leaves behind.
report() {
  local clear=''
  [ -t 1 ] && clear=$'\r\033[K'
  printf '%s  %s %6.1f s  %s\n' "$clear" "$1" "$(awk -v a="$2" -v b="$(now)" 'BEGIN { print b - a }')" "$3"
}

# log_of NAME: where the step of that name keeps its output.
log_of() { printf '%s/%s.log' "$logs" "$(printf '%s' "$1" | tr -cs 'a-zA-Z0-9' '-')"; }

# show FILE: both ends, because some tools say what is wrong first and others last.
show() {
  if [ "$(wc -l <"$1")" -le 100 ]; then
    cat "$1"
  else
    head -n 40 "$1"
    echo '[...]'
    tail -n 40 "$1"
  fi
}

# step NAME COMMAND...: runs COMMAND with its output in a log, which is shown only if it fails.
step() {
  local name=$1 started log status
  shift
  started=$(now)
  log=$(log_of "$name")
  [ -t 1 ] && printf '    …        %s' "$name"
  # Not as a condition: in one, bash would go on after a failing line of a function.
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if [ $status = 0 ]; then
    report '✓' "$started" "$name"
  else
    report '✗' "$started" "$name"
    show "$log" >&2
    die "\"$name\" failed" "command: $*" "all of its output: ${log#"$root"/}"
  fi
}
