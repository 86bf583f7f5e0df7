#!/usr/bin/env bash
# Installs and builds everything that only the benches need: packages of peers, native contenders, OpenCV, modules of
# contenders, a browser.
. "$(dirname "${BASH_SOURCE[0]}")/../xtask/lib.sh"
. "$root/xtask/setup/env.sh"

# The peers have their own lock file, because `make test` never needs them.
install_peers() {
  local stamp=$root/bench/peers/node_modules/.filmgate-stamp key
  cd "$root/bench/peers"
  key=$(cat package-lock.json package.json | cksum)-$(node --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  npm ci --ignore-scripts
  printf '%s' "$key" >"$stamp"
}

# Runs in bench/, because Cargo reads bench/.cargo/config.toml, with the flags for this machine, only there.
build_native() {
  cd "$root/bench"
  CARGO_TARGET_DIR=$root/target/bench cargo build --release --locked --package filmgate-bench-native \
    --package filmgate-bench-own
}

# Runs in the root, because a user of the crate compiles it with the default flags.
build_default() {
  cd "$root"
  CARGO_TARGET_DIR=$root/target/bench-default cargo build --release --locked --package filmgate-bench-own \
    --manifest-path bench/Cargo.toml
}

# Installs OpenCV in a virtual environment.
install_opencv() {
  local folder=$root/bench/.venv stamp=$root/bench/.venv/.filmgate-stamp key
  cd "$root/bench/opencv"
  command -v python3 >/dev/null || die 'the suite native-peers needs Python 3 for OpenCV' 'install python3 and python3-venv'
  key=$(cksum <requirements.txt)-$(python3 --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --disable-pip-version-check --requirement requirements.txt
  printf '%s' "$key" >"$stamp"
}

# build_module FEATURE: a module with one contender, optimised like the package's modules.
build_module() {
  local out=$root/bench/modules built=$root/target/bench/$wasm_target/release/filmgate_bench_modules.wasm
  cd "$root/bench"
  mkdir -p "$out"
  CARGO_TARGET_DIR=$root/target/bench cargo build --release --locked --package filmgate-bench-modules \
    --target "$wasm_target" --features "$1"
  if [ "$1" = boundary ]; then
    wasm-bindgen --target web --out-name boundary --out-dir "$out" "$built"
    built=$out/boundary_bg.wasm
  fi
  wasm-opt -O3 --strip-producers "$built" -o "$out/$1.wasm"
}

build_modules() {
  local feature stamp=$root/bench/modules/.filmgate-stamp key
  key=$(cat "$root"/bench/Cargo.* $(find "$root/bench/crates/modules" "$root/core/src" -type f | sort) | cksum)-$(rustc --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  for feature in biquads boundary conversions conversions-yuv fft resize resampler rubato-{sinc,fft}-{32,64} vector-layer fearless-simd; do
    build_module "$feature"
  done
  printf '%s' "$key" >"$stamp"
}

step 'packages of peers' install_peers
step 'native contenders' build_native
step 'native program with default flags' build_default
step 'OpenCV' install_opencv
step 'modules of contenders' build_modules
step 'Chromium' xtask/setup/browser.sh
