#!/usr/bin/env bash
# wasm.sh VARIANT: builds the bindings for WebAssembly into bindings-js/pkg/VARIANT/.
#   default  what most apps load
#   full     the same with every optional feature
#   audio    the audio effects: numbers in, numbers out, without glue (bindings-js/audio)
#   audio-full  the same with the family `analysis`, it stretches streams, and it reads and writes audio files
# WASM_OPT_LEVEL is wasm-opt's optimisation level.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

variant=$1
case $variant in
  default) features=() ;;
  full) features=(--features full) ;;
  audio) features=() ;;
  audio-full) features=(--features full) ;;
  *) die "unknown variant: $variant" 'it can be default, full, audio or audio-full' ;;
esac
out=bindings-js/pkg/$variant

# A directory for each: the module has the same file name in both, and so both stay warm.
export CARGO_TARGET_DIR=target/wasm-$variant

# Panics name source files. The module must not contain the paths of this machine, which differ from those of others.
paths=$(printf '"--remap-path-prefix=%s=crates",' "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
build() {
  cargo build --release --locked --target "$wasm_target" --config "target.$wasm_target.rustflags = [$paths]" \
    --package "$1" ${features[@]+"${features[@]}"}
}

# optimize MODULE OUT [OPTION...]
# - No sum of an address and a number below 1024 wraps around to the beginning of memory, where only the end of the stack
#   is. So the number may be part of the instruction that loads (0.5 %).
# - A function that is called once and isn't inlined yet was too large for that in the compiler's judgement (1.5 to 3 %).
# - Instances of the same generic function are put next to each other, so that gzip finds them alike (0.1 to 1.4 %).
optimize() {
  wasm-opt "${WASM_OPT_LEVEL:--O3}" --low-memory-unused --one-caller-inline-max-function-size=0 --strip-producers \
    --reorder-functions-by-name "${@:3}" "$1" -o "$2"
}

if [[ "$variant" = audio* ]]; then
  build filmgate-audio-js
  mkdir -p "$out"
  # To repeat until nothing becomes smaller saves 0.25 % of the small module; with the large one it takes a minute.
  again=()
  [[ "$variant" = audio ]] && again=(--converge)
  optimize "$CARGO_TARGET_DIR/$wasm_target/release/filmgate_audio_js.wasm" "$out/filmgate_bg.wasm" ${again[@]+"${again[@]}"}
  exit
fi

build filmgate-image-js

# The TypeScript layer says where the module lies; the glue's own guess would be a wrong file name.
wasm-bindgen --target web --omit-default-module-path --out-name filmgate --out-dir "$out" \
  "$CARGO_TARGET_DIR/$wasm_target/release/filmgate_image_js.wasm"
optimize "$out/filmgate_bg.wasm" "$out/filmgate_bg.wasm"
