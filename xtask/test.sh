#!/usr/bin/env bash
# test.sh [lint]: runs all checks that a change must pass before submission, quick checks first. Exits at the first
# failure. With `lint`, runs only the checks without tests.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

# `make` has completed the set-up before it starts this script.
export FILMGATE_SETUP=done

wasm_clippy() { cargo clippy --locked --package filmgate-image-js --target "$wasm_target" "$@" -- -D warnings; }
wasm_audio_clippy() { cargo clippy --locked --no-deps --package filmgate-audio-js --target "$wasm_target" "$@" -- -D warnings; }
node_tests() { node --test --test-reporter=spec "$@"; }

# Prints a summary of the tests at exit, also after a suite has failed.
suites=()
suite() {
  suites+=("$(log_of "$1")")
  step "$@"
}
summarise() {
  local status=$?
  [ ${#suites[@]} -eq 0 ] || node xtask/test-summary.mjs "${suites[@]}" || status=1
  exit "$status"
}

step 'formatted: Rust (if not: make fmt)' cargo fmt --check
step 'formatted and linted: the rest (make fmt)' biome check --error-on-warnings
step 'clippy, native' cargo clippy --locked --workspace --all-targets --all-features -- -D warnings
step 'clippy, WebAssembly: default' wasm_clippy
step 'clippy, WebAssembly: core' wasm_clippy --no-default-features --features core
step 'clippy, WebAssembly: full' wasm_clippy --features full
step 'clippy, WebAssembly: audio' wasm_audio_clippy
step 'clippy, WebAssembly: audio-full' wasm_audio_clippy --features full
generated='generated files are current (if not: make gen)'
notices='third-party notices are current (if not: make gen)'
step 'addresses of the project are current (make gen)' node xtask/release/metadata.mjs --check
step 'llms.txt is current (if not: make gen)' node xtask/release/llms.mjs --check
if [ "${1:-}" = lint ]; then
  step "$generated" cargo xtask gen --check
  step "$notices" cargo xtask notices --check
  exit 0
fi

trap summarise EXIT
suite 'tests: Rust' cargo test --locked --workspace --all-features --no-fail-fast
# Built with the tests; `cargo xtask` would compile the core again, with other features.
step "$generated" target/debug/xtask gen --check
step "$notices" target/debug/xtask notices --check
make --no-print-directory dist
for project in bindings-js bindings-js/tests demos bench; do
  step "types: $project" tsc --noEmit --project "$project"
done
step 'reference can be made (make docs)' xtask/docs.sh check
suite 'tests: Node' node_tests bindings-js/tests/node/*.test.mjs
suite 'tests: package' node_tests bindings-js/tests/package/*.test.mjs xtask/release/*.test.mjs
step 'browsers' xtask/setup/browser.sh
suite 'tests: browsers' node_tests bindings-js/tests/browser/*.test.mjs
# The suites without Playwright's locators. `engines` and `bits` start each engine themselves.
in_firefox() {
  local suite suites=()
  for suite in audio audio-page audio-worker codec compositing css import lifetime sources \
    transcode transcode-colors transcode-hostile video-endurance video-frames video-orientation video-track; do
    suites+=("bindings-js/tests/browser/$suite.test.mjs")
  done
  FILMGATE_BROWSER=firefox node_tests "${suites[@]}"
}
find_firefox() {
  node --input-type=module -e '
    const { engines } = await import("./bindings-js/tests/support/engines.mjs");
    process.exit(engines.firefox() ? 0 : 1);'
}
if find_firefox; then
  suite 'tests: Firefox' in_firefox
else
  echo "  –           tests: Firefox are skipped, because it isn't installed"
fi
suite 'tests: bundlers and runtimes' node_tests bindings-js/tests/matrix/quick.test.mjs
step 'sizes' node bindings-js/tests/size.mjs
cat "$(log_of sizes)"
