#!/usr/bin/env bash
# docs.sh [check]: the reference of the crate (docs/dist/rust/) and of the npm package (docs/dist/js/). With `check`, only whether
# it could be made: what is linked exists, and nothing is named that isn't explained.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --package filmgate --all-features
if [ "${1:-}" = check ]; then
  output=(--emit none)
else
  output=(--out docs/dist/js)
  rm -rf docs/dist/rust
  mkdir -p docs/dist
  cp -R target/doc docs/dist/rust
fi
# Links to lines would need a remote, which a copy of the project may not have.
typedoc "${output[@]}" --disableSources --excludeInternal --treatWarningsAsErrors --readme none --name filmgate \
  --tsconfig bindings-js/tsconfig.json bindings-js/ts/{index,filters,full,audio,audio-effects,audio-full,spec}.ts
