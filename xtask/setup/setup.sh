#!/usr/bin/env bash
# Installs the prerequisites of a build, if missing: a Rust toolchain for WebAssembly, wasm-bindgen, the npm packages.
# Writes .cache/env.sh, which adds them to PATH (see env.sh).
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$root/xtask/setup/debian.sh"
. "$root/xtask/setup/toolchain.sh"

started=$(now)

# In a shell that has already sourced env.sh, the choice must be the same as in other shells.
if [ -n "${FILMGATE_PATH:-}" ]; then
  PATH=${PATH#"$FILMGATE_PATH:"}
  unset RUSTUP_TOOLCHAIN
fi

check_node() {
  command -v npm >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    die "Node.js 20 or newer, with npm, is needed; found: $(node --version 2>/dev/null || echo none)" \
      'install it from nodejs.org or with your version manager, then repeat the command'
}

# The packages are reinstalled if the lock file or Node changes.
install_npm_packages() {
  local stamp=node_modules/.filmgate-stamp key
  key=$(cat package-lock.json package.json */package.json | cksum)-$(node --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  step 'npm packages' npm ci
  printf '%s' "$key" >"$stamp"
}

# Builds wasm-bindgen and its test runner, at the version in the lock file: no prebuilt binary is downloaded.
install_tools() {
  tools=$FILMGATE_CACHE/tools-$(cat xtask/tools/Cargo.* xtask/tools/src/*.rs xtask/tools/src/bin/*.rs | cksum | cut -d' ' -f1)
  [ -x "$tools/bin/wasm-bindgen" ] && return
  step 'wasm-bindgen (about a minute, once)' env CARGO_TARGET_DIR="$tools.target" \
    cargo install --quiet --debug --locked --path xtask/tools --root "$tools"
  ln -sf wasm-bindgen-cli "$tools/bin/wasm-bindgen"
  rm -rf "$tools.target"
}

# An unchanged file keeps its time, so that build products newer than it remain valid.
write_env() {
  local path=$tools/bin:$root/node_modules/.bin
  [ -z "$toolchain" ] || path=$toolchain/bin:$path
  {
    printf 'export FILMGATE_PATH=%q\n' "$path"
    # rustup's proxies for cargo and rustc accept a directory, too; without it, they would ignore ours.
    [ -z "$toolchain" ] || printf 'export RUSTUP_TOOLCHAIN=%q\n' "$toolchain"
    printf '%s\n' 'case $PATH in "$FILMGATE_PATH":*) ;; *) export PATH=$FILMGATE_PATH:$PATH ;; esac'
  } >.cache/env.sh.part
  cmp -s .cache/env.sh.part .cache/env.sh && return
  mv .cache/env.sh.part .cache/env.sh
  # Cargo doesn't notice that the standard library is another one if the compiler's version is the same.
  rm -rf target/wasm-*
}

check_node
choose_toolchain
install_tools
install_npm_packages
write_env
report '✓' "$started" "set-up: $route ($reason)"
