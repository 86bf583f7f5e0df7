#!/usr/bin/env bash
# wasm.sh VARIANT: builds the bindings for WebAssembly into bindings-js/pkg/VARIANT/.
#   default  every family of filters
#   core     the families of filters that most apps need (feature `core` of bindings-js/image)
#   full     the default module with the codecs
#   custom   the features of bindings-js/image that $FAMILIES lists: FAMILIES="color blur analyses"
#   audio    the audio effects: numbers in, numbers out, without glue (bindings-js/audio)
#   audio-full  the audio module with the family `analysis`, stretching of streams, and audio files
# WASM_OPT_LEVEL is wasm-opt's optimisation level.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

variant=$1
case $variant in
  default) features=() ;;
  core) features=(--no-default-features --features core) ;;
  full) features=(--features full) ;;
  custom)
    [ -n "${FAMILIES:-}" ] || die 'FAMILIES is empty' 'for example: make wasm FAMILIES="color blur"'
    features=(--no-default-features --features "$FAMILIES")
    ;;
  audio) features=() ;;
  audio-full) features=(--features full) ;;
  *) die "unknown variant: $variant" 'it can be default, full, audio or audio-full' ;;
esac
out=bindings-js/pkg/$variant

# One directory per variant: modules of different variants have the same file name, and each build stays incremental.
export CARGO_TARGET_DIR=target/wasm-$variant

# Panics name source files. The module must not contain paths of this machine, because builds of other machines would
# differ.
paths=$(printf '"--remap-path-prefix=%s=crates",' "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
build() {
  cargo build --release --locked --target "$wasm_target" --config "target.$wasm_target.rustflags = [$paths]" \
    --package "$1" ${features[@]+"${features[@]}"}
}

# optimize MODULE OUT [OPTION...]
# - --low-memory-unused: no address plus an offset below 1024 wraps around to the beginning of memory, which contains
#   only the end of the stack. So offsets may be part of load instructions (saves 0.5 %).
# - --one-caller-inline-max-function-size=0: doesn't inline functions with one caller. The compiler has judged those
#   that remain too large for inlining (saves 1.5 to 3 %).
# - --reorder-functions-by-name: instances of the same generic function are adjacent, so that gzip compresses them
#   better (saves 0.1 to 1.4 %).
optimize() {
  wasm-opt "${WASM_OPT_LEVEL:--O3}" --low-memory-unused --one-caller-inline-max-function-size=0 --strip-producers \
    --strip-target-features --reorder-functions-by-name "${@:3}" "$1" -o "$2"
}

if [[ "$variant" = audio* ]]; then
  build filmgate-audio-js
  mkdir -p "$out"
  # Repeating until the size no longer decreases saves 0.25 % of the small module; for the large one, it takes a minute.
  again=()
  [[ "$variant" = audio ]] && again=(--converge)
  optimize "$CARGO_TARGET_DIR/$wasm_target/release/filmgate_audio_js.wasm" "$out/filmgate_bg.wasm" ${again[@]+"${again[@]}"}
  exit
fi

build filmgate-image-js

# The TypeScript layer passes the module's address; the default of the glue code would be a wrong file name.
wasm-bindgen --target web --omit-default-module-path --out-name filmgate --out-dir "$out" \
  "$CARGO_TARGET_DIR/$wasm_target/release/filmgate_image_js.wasm"
optimize "$out/filmgate_bg.wasm" "$out/filmgate_bg.wasm"

if [ "$variant" = custom ]; then
  printf '%s: %s KB, %s KB gzip\n' "$out/filmgate_bg.wasm" "$(($(wc -c <"$out/filmgate_bg.wasm") / 1000))" \
    "$(($(gzip -9 -c "$out/filmgate_bg.wasm" | wc -c) / 1000))"
fi
