#!/usr/bin/env bash
# wasm-dev.sh: builds the development modules, all four variants, into bindings-js/pkg-dev/: incremental, without wasm-opt.
# `make check` tests them.
#
# The variants share one compilation of the core with all their features. So a development module differs from the release
# module in code that only a registry refers to: the core of `audio` has the family `analysis` too.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

export CARGO_TARGET_DIR=target/wasm-dev
built=$CARGO_TARGET_DIR/$wasm_target/wasm-dev
out=bindings-js/pkg-dev

# build FEATURE...: both crates, with the same features of the core every time, or it would be compiled again.
build() {
  local features=filmgate/image-files,filmgate/audio-files feature
  for feature; do features+=,$feature; done
  cargo build --profile wasm-dev --locked --target "$wasm_target" --package filmgate --package filmgate-image-js \
    --package filmgate-audio-js --features "$features"
}

# take_modules IMAGE AUDIO: keeps the modules under the names of their variants before the next build replaces them.
take_modules() {
  wasm-bindgen --target web --omit-default-module-path --out-name filmgate --out-dir "$out/$1" \
    "$built/filmgate_image_js.wasm"
  mkdir -p "$out/$2"
  cp "$built/filmgate_audio_js.wasm" "$out/$2/filmgate_bg.wasm"
}

build
take_modules default audio
build filmgate-image-js/full filmgate-audio-js/full
take_modules full audio-full
