#!/usr/bin/env bash
# docs.sh [check]: builds the reference of the crate (docs/dist/rust/) and of the npm package (docs/dist/js/). With
# `check`, only checks that it can be built: link targets exist, and every type that is named is documented.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --package filmgate --all-features
if [ "${1:-}" = check ]; then
  output=(--emit none)
  # Comments of private items contain links, too.
  RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --package filmgate --all-features --document-private-items
else
  output=(--out docs/dist/js)
  rm -rf docs/dist/rust
  mkdir -p docs/dist
  cp -R target/doc docs/dist/rust
fi
# The platform's own types (ts/shared/platform.ts), which it documents itself.
platform=(AudioBuffer VideoFrame ImageData ImageBitmap HTMLImageElement HTMLVideoElement HTMLCanvasElement OffscreenCanvas
  WebAssemblyModule AddEventListenerOptions EventListenerOrEventListenerObject)
# Links to source lines need a Git remote, which a copy of the project may lack.
typedoc "${output[@]}" --disableSources --excludeInternal --treatWarningsAsErrors --readme none --name filmgate \
  $(printf -- '--intentionallyNotExported %s ' "${platform[@]}") \
  --tsconfig bindings-js/tsconfig.json bindings-js/ts/{index,filters,full,audio,audio-effects,audio-full,spec}.ts
