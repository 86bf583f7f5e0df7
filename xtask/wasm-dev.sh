#!/usr/bin/env bash
# wasm-dev.sh: builds the development modules into bindings-js/pkg-dev/, incrementally and without
# wasm-opt. `make check` tests them.
#
# The variants share one build of the core with all their features. So a development module can contain code that the
# release module lacks, if only a registry refers to it: the core of `audio` also has the family `analysis`.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

export CARGO_TARGET_DIR=target/wasm-dev
built=$CARGO_TARGET_DIR/$wasm_target/wasm-dev
out=bindings-js/pkg-dev

# build FEATURE...: builds both crates, always with the same features of the core, so that it is compiled only once.
build() {
  local features=filmgate/image-files,filmgate/audio-files feature
  for feature; do features+=,$feature; done
  cargo build --profile wasm-dev --locked --target "$wasm_target" --package filmgate --package filmgate-image-js \
    --package filmgate-audio-js --features "$features"
}

# take_modules IMAGE AUDIO: copies the modules to the folders of their variants, because the next build replaces them.
take_modules() {
  wasm-bindgen --target web --omit-default-module-path --out-name filmgate --out-dir "$out/$1" \
    "$built/filmgate_image_js.wasm"
  mkdir -p "$out/$2"
  cp "$built/filmgate_audio_js.wasm" "$out/$2/filmgate_bg.wasm"
}

build
take_modules default audio
# Without its filters, the core would have to be compiled again. So this module has every family.
take_modules core audio
build filmgate-image-js/full filmgate-audio-js/full
take_modules full audio-full
