#!/usr/bin/env bash
# The reference of the crate (docs/dist/rust/) and of the npm package (docs/dist/js/).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --package filmgate --all-features
rm -rf docs/dist/rust
mkdir -p docs/dist
cp -R target/doc docs/dist/rust
typedoc --tsconfig bindings-js/tsconfig.json --treatWarningsAsErrors --readme none --name filmgate \
  --out docs/dist/js bindings-js/ts/index.ts bindings-js/ts/full.ts
