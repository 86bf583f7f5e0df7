# Sourced by the scripts: sets strict mode and the root of the repository, and defines how steps run and report.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FILMGATE_CACHE=${FILMGATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/filmgate}
wasm_target=wasm32-unknown-unknown
logs=$root/.cache/logs
cd "$root"
mkdir -p "$logs"

# Both variables would replace the target features of .cargo/config.toml, so that kernels would silently lose SIMD.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
# With these, Cargo would warn about a missing job server of make.
unset MAKEFLAGS MFLAGS

# die MESSAGE...: exits with an error. Each argument is a line: first the error, then instructions.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
  exit 1
}

# Seconds with a fraction; whole seconds with the old bash of macOS.
now() { printf '%s' "${EPOCHREALTIME:-$SECONDS}" | tr , .; }

# report MARK STARTED NAME: prints the result line of a step.
report() {
  local clear=''
  [ -t 1 ] && clear=$'\r\033[K'
  printf '%s  %s %6.1f s  %s\n' "$clear" "$1" "$(awk -v a="$2" -v b="$(now)" 'BEGIN { print b - a }')" "$3"
}

# log_of NAME: prints the path of the log of the step with this name.
log_of() { printf '%s/%s.log' "$logs" "$(printf '%s' "$1" | tr -cs 'a-zA-Z0-9' '-')"; }

# show FILE: prints both ends of a log, because some tools report errors first and others last.
show() {
  if [ "$(wc -l <"$1")" -le 100 ]; then
    cat "$1"
  else
    head -n 40 "$1"
    echo '[...]'
    tail -n 40 "$1"
  fi
}

# step NAME COMMAND...: runs COMMAND with its output in a log, which is printed only on failure.
step() {
  local name=$1 started log status
  shift
  started=$(now)
  log=$(log_of "$name")
  [ -t 1 ] && printf '    …        %s' "$name"
  # Not as a condition, in which bash would continue after a failing line of a function.
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
