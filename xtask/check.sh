#!/usr/bin/env bash
# check.sh: runs the checks after an edit (`make check`) in two concurrent halves, for two cores.
# check.sh rust|package: runs one half.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

# `make` has completed the set-up before it starts this script.
export FILMGATE_SETUP=done

# Parts of the names of Rust tests that take several seconds, or run programs that only a complete `cargo test` builds.
# Slow Node tests have the option `skip`.
slow_rust_tests=(
  a_filter_an_effect_and_an_analysis_are_a_file_and_a_line_each
  a_format_is_a_row_of_the_table
  any_filter_with_any_parameters_on_any_frame
  fast_bilateral::tests::approximates_the_formula
  results_are_the_same_to_the_bit
  structuring::tests::all_agree_exactly_with_the_definition
  picture_draws_and_decodes
  preset_runs_its_own_and_other_steps
  wav_synthesises_and_decodes
)

rust_suite='tests: Rust, without slow ones'
node_suite='tests: Node, without slow ones'
condition=filmgate-development

native_tests() {
  cargo test --locked --workspace --all-features --lib --bins --tests --no-fail-fast "$@"
}
fast_native_tests() {
  local name skip=()
  for name in "${slow_rust_tests[@]}"; do skip+=(--skip "$name"); done
  native_tests -- "${skip[@]}"
}
# The options are in the environment, because some tests start further processes.
node_tests() {
  NODE_OPTIONS="${NODE_OPTIONS:-} --conditions=$condition" FILMGATE_MUTATIONS=200 \
    node --test --test-reporter=spec --test-concurrency=2 "$@"
}
types() {
  tsc --noEmit --incremental --tsBuildInfoFile ".cache/types/$1.tsbuildinfo" --customConditions "$condition" --project "$1"
}

check_rust() {
  step 'formatted: Rust (if not: make fmt)' cargo fmt --check
  step 'clippy, native' cargo clippy --locked --workspace --all-targets --all-features -- -D warnings
  step 'native tests are built' native_tests --no-run
  # Built with the tests; `cargo xtask` would compile the core again, with other features.
  step 'generated files are current (if not: make gen)' target/debug/xtask gen --check
  step "$rust_suite" fast_native_tests
}

check_package() {
  local project
  for project in bindings-js/tests demos bench; do
    step "types: $project" types "$project"
  done
  step 'formatted and linted: the rest (make fmt)' biome check --error-on-warnings
  step "$node_suite" node_tests bindings-js/tests/node/*.test.mjs
}

# summarise: prints the number of tests, and the checks that only `make test` runs.
summarise() {
  local status=$? log
  log=$(log_of "$node_suite")
  node xtask/test-summary.mjs "$(log_of "$rust_suite")" "$log" || status=1
  echo 'left to make test:'
  printf '  clippy for WebAssembly, documentation tests, the reference, release modules, their size, browsers\n'
  printf '  Rust: %s\n' "${slow_rust_tests[@]}"
  [ ! -f "$log" ] || sed -n 's/^ *﹣ \(.*\) ([0-9.]*ms) # \(.*make test.*\)/  Node: \1 (\2)/p' "$log" | sort -u
  exit "$status"
}

case ${1:-} in
  rust) check_rust ;;
  package) check_package ;;
  '')
    # The logs of an earlier run must not be counted.
    rm -f "$(log_of "$rust_suite")" "$(log_of "$node_suite")"
    trap summarise EXIT
    make --jobs=2 check-rust check-package
    ;;
  *) die "unknown half: $1" 'it can be rust or package' ;;
esac
