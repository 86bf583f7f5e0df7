# Sourced by setup.sh. On Debian, the distribution's Rust suffices, without downloads from elsewhere: it lacks only the
# standard library for WebAssembly, whose source it ships. The library is compiled once, into a separate toolchain
# directory that links to /usr for everything else, so /usr remains unchanged.

debian_packages=(rustc-web cargo-web rust-web-src rustfmt-web rust-web-clippy)

# missing_packages PACKAGE...: prints the packages that aren't installed.
missing_packages() {
  local package
  for package; do
    [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" = 'install ok installed' ] || echo "$package"
  done
}

# install_packages PACKAGE...: needs the network and root only if a package is missing.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "these packages are missing, and installing them needs root: ${missing[*]}" \
    "run: sudo apt-get install ${missing[*]}" "then repeat the command"
  # A repository may be unreachable although the package is in another repository, so only a failed installation counts.
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

debian_offers_rust() {
  command -v apt-cache >/dev/null || return 1
  # A new machine has no package lists yet.
  [ -n "$(apt-cache madison rust-web-src 2>/dev/null)" ] || apt-get update -qq >/dev/null 2>&1
  [ -n "$(apt-cache madison rust-web-src 2>/dev/null)" ]
}

# The name depends on the compiler's version and on this script: an upgrade of the compiler creates a new directory.
debian_toolchain_directory() {
  printf '%s/toolchain-%s' "$FILMGATE_CACHE" "$(/usr/bin/rustc -vV | cat - "$root/xtask/setup/debian.sh" | cksum | cut -d' ' -f1)"
}

# build_debian_toolchain DIRECTORY
build_debian_toolchain() {
  local directory=$1 part=$1.part host llvm tool
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  rm -rf "$part"
  mkdir -p "$part/bin" "$part/lib/rustlib/$host/bin" "$part/lib/rustlib/$wasm_target/lib"

  ln -s "/usr/lib/rustlib/$host/lib" "$part/lib/rustlib/$host/lib"
  ln -s /usr/lib/rustlib/src "$part/lib/rustlib/src"
  # The name under which rustc looks for the linker of WebAssembly.
  ln -s "/usr/lib/llvm-$llvm/bin/lld" "$part/lib/rustlib/$host/bin/rust-lld"
  ln -s /usr/bin/cargo /usr/bin/cargo-fmt /usr/bin/rustfmt "$part/bin/"
  # Without `--sysroot`, the compiler finds its libraries relative to its own path, in /usr.
  for tool in rustc rustdoc; do
    printf '#!/bin/sh\nexec /usr/bin/%s --sysroot "%s" "$@"\n' "$tool" "$directory" >"$part/bin/$tool"
  done
  for tool in cargo-clippy clippy-driver; do
    printf '#!/bin/sh\nSYSROOT="%s" exec /usr/bin/%s "$@"\n' "$directory" "$tool" >"$part/bin/$tool"
  done
  chmod +x "$part"/bin/rustc "$part"/bin/rustdoc "$part"/bin/cargo-clippy "$part"/bin/clippy-driver

  build_standard_library "$part/std"
  cp "$part/std/target/$wasm_target"/release/deps/lib*.rlib "$part/lib/rustlib/$wasm_target/lib/"
  rm -rf "$part/std" "$part/lib/rustlib/$wasm_target/lib"/libempty-*.rlib "$directory"
  mv "$part" "$directory"
}

# build_standard_library DIRECTORY: builds an empty crate there, whose dependencies are the standard library's crates.
build_standard_library() (
  local flags
  mkdir -p "$1/src"
  cd "$1"
  echo '#![no_std]' >src/lib.rs
  printf '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n' >Cargo.toml
  unset RUSTUP_TOOLCHAIN
  # Panics name source files, and modules must not contain paths of this machine: the standard library's dependencies are
  # downloaded first, so that the folders to rename are known. The flags are separated as Cargo expects it.
  /usr/bin/cargo fetch --locked --manifest-path /usr/lib/rustlib/src/rust/library/Cargo.toml
  flags=$(printf '%s' -Cembed-bitcode=yes; printf '\x1f--remap-path-prefix=%s=crates' "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
  # A released compiler accepts `-Z` only with RUSTC_BOOTSTRAP; fat LTO needs the bitcode.
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$1/target CARGO_ENCODED_RUSTFLAGS=$flags \
    /usr/bin/cargo build --release --target "$wasm_target" -Z build-std=std,panic_abort,panic_unwind,proc_macro,test
)
