#!/usr/bin/env bash
# What only the benches need: the peers, the native libraries, the native loops, the module that crosses the boundary by copies, a browser.
. "$(dirname "${BASH_SOURCE[0]}")/../xtask/lib.sh"
. "$root/xtask/setup/env.sh"

# A lock file and packages of their own: `make test` never installs them.
install_peers() {
  local stamp=$root/bench/peers/node_modules/.filmgate-stamp key
  cd "$root/bench/peers"
  key=$(cat package-lock.json package.json | cksum)-$(node --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  npm ci --ignore-scripts
  printf '%s' "$key" >"$stamp"
}

# From the crate's folder, where Cargo finds the flags for the machine's own instructions.
build_native() {
  cd "$root/bench/native"
  CARGO_TARGET_DIR=$root/target/bench-native cargo build --release --locked
}

# Native libraries: in Rust, and OpenCV's Python wheel in an environment of its own.
build_native_peers() {
  cd "$root/bench/native-peers"
  CARGO_TARGET_DIR=$root/target/bench-native cargo build --release --locked
}

install_opencv() {
  local folder=$root/bench/.venv stamp=$root/bench/.venv/.filmgate-stamp key
  cd "$root/bench/native-peers"
  command -v python3 >/dev/null || die 'the bench of the native peers needs Python 3' 'install python3 and python3-venv'
  key=$(cksum <requirements.txt)-$(python3 --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --disable-pip-version-check --requirement requirements.txt
  printf '%s' "$key" >"$stamp"
}

build_boundary() {
  local built=$root/target/bench-boundary/$wasm_target/release/boundary.wasm pkg=bench/boundary/pkg
  CARGO_TARGET_DIR=$root/target/bench-boundary \
    cargo build --release --locked --manifest-path bench/boundary/Cargo.toml --target "$wasm_target"
  [ "$pkg/boundary_bg.wasm" -nt "$built" ] && return
  wasm-bindgen --target web --out-dir "$pkg" "$built"
  wasm-opt -O3 --strip-producers "$pkg/boundary_bg.wasm" -o "$pkg/boundary_bg.wasm"
}

build_for_sound() {
  local crate
  for crate in plain-sound fft; do
    CARGO_TARGET_DIR=$root/target/bench-boundary \
      cargo build --release --locked --manifest-path "bench/$crate/Cargo.toml" --target "$wasm_target"
  done
}

step 'peers' install_peers
step 'native loops' build_native
step 'native peers, Rust' build_native_peers
step 'native peers, OpenCV' install_opencv
step 'module that copies' build_boundary
step 'what sound is held against' build_for_sound
step 'Chromium' xtask/setup/browser.sh
