#!/usr/bin/env bash
# Builds the npm package for publication: builds the modules with wasm-pack, packs them, and installs and starts the
# package in an empty project. Writes target/package/filmgate-VERSION.tgz.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

export FILMGATE_SETUP=done
wasm_pack_version=0.15.1
wasm_pack=$FILMGATE_CACHE/wasm-pack-$wasm_pack_version
out=$root/target/package

install_wasm_pack() {
  CARGO_TARGET_DIR=$wasm_pack.target cargo install --quiet --debug wasm-pack --locked --version "$wasm_pack_version" \
    --root "$wasm_pack"
  rm -rf "$wasm_pack.target"
}

# wasm_pack_build VARIANT [FEATURE...]: the flags for wasm-bindgen and wasm-opt are in bindings-js/image/Cargo.toml.
wasm_pack_build() {
  local variant=$1
  shift
  CARGO_TARGET_DIR=$root/target/wasm-$variant "$wasm_pack/bin/wasm-pack" build bindings-js/image --target web --release \
    --mode no-install --no-pack --out-name filmgate --out-dir "../pkg/$variant" -- --locked "$@"
}

pack() {
  rm -rf "$out"
  mkdir -p "$out/try"
  npm pack --workspace bindings-js --pack-destination "$out"
}

try_it() {
  cd "$out/try"
  echo '{ "type": "module" }' >package.json
  npm install --no-audit --no-fund "$out"/filmgate-*.tgz
  cat >try.mjs <<'JS'
import { readFile } from "node:fs/promises";
for (const [entry, wasm] of [["filmgate", "filmgate.wasm"], ["filmgate/full", "full.wasm"]]) {
  await readFile(new URL(import.meta.resolve(`filmgate/${wasm}`)));
  await import(entry);
}
JS
  node try.mjs
}

[ -x "$wasm_pack/bin/wasm-pack" ] || step 'wasm-pack (a few minutes, once)' install_wasm_pack
step 'wasm-pack: default' wasm_pack_build default
step 'wasm-pack: full' wasm_pack_build full --features full
make --no-print-directory dist
step 'pack' pack
step 'install and start' try_it
ls -l "$out"/*.tgz
