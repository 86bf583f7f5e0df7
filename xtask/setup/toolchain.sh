# Sourced by setup.sh: chooses the Rust toolchain that builds the project, and prepares it.
#   FILMGATE_TOOLCHAIN=auto       the first possible of the three (the default)
#   FILMGATE_TOOLCHAIN=installed  `cargo` and `rustc` on PATH, which must have the WebAssembly target
#   FILMGATE_TOOLCHAIN=distro     Debian's compiler, in a separate toolchain directory (see debian.sh)
#   FILMGATE_TOOLCHAIN=rustup     rustup's active toolchain, with the target added
# Sets route and reason, which are printed, and toolchain: the directory of the distro route, otherwise empty.

oldest_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

# Prints why the compiler on PATH doesn't suffice; nothing if it suffices.
installed_problem() {
  local minor libraries
  command -v rustc >/dev/null && command -v cargo >/dev/null || { echo 'no Rust is on PATH'; return; }
  minor=$(rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
  [ "${minor:-0}" -ge "${oldest_rust#1.}" ] || { echo "Rust on PATH is older than $oldest_rust"; return; }
  libraries=$(rustc --print target-libdir --target "$wasm_target" 2>/dev/null || true)
  compgen -G "$libraries/libcore-*.rlib" >/dev/null || { echo "Rust on PATH lacks the target $wasm_target"; return; }
  cargo fmt --version >/dev/null 2>&1 || { echo 'Rust on PATH lacks rustfmt'; return; }
  cargo clippy --version >/dev/null 2>&1 || echo 'Rust on PATH lacks clippy'
}

use_installed() {
  route="installed Rust $(rustc --version | cut -d' ' -f2)"
}

use_distro() {
  local llvm
  [ -f /etc/debian_version ] || die 'FILMGATE_TOOLCHAIN=distro needs Debian' 'use FILMGATE_TOOLCHAIN=rustup here'
  [ -z "$(missing_packages "${debian_packages[@]}")" ] ||
    step "Debian's Rust packages" install_packages "${debian_packages[@]}"
  llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  [ -z "$(missing_packages "lld-$llvm")" ] || step "Debian's linker" install_packages "lld-$llvm"

  toolchain=$(debian_toolchain_directory)
  [ -d "$toolchain" ] || step 'standard library for WebAssembly (half a minute, once)' build_debian_toolchain "$toolchain"
  export RUSTUP_TOOLCHAIN=$toolchain PATH=$toolchain/bin:$PATH
  route="Debian's Rust $(rustc --version | cut -d' ' -f2)"
}

use_rustup() {
  local problem
  command -v rustup >/dev/null || die 'no Rust toolchain that can build for WebAssembly was found' \
    "install rustup from https://rustup.rs, or Rust $oldest_rust or newer with the target $wasm_target," \
    'or, on Debian, run the command as root: then the distribution'"'"'s Rust is used'
  problem=$(installed_problem)
  [ -z "$problem" ] || step 'rustup: target and components' add_rustup_parts
  problem=$(installed_problem)
  [ -z "$problem" ] || die "rustup's active toolchain does not suffice: $problem" 'run: rustup update'
  route="rustup's Rust $(rustc --version | cut -d' ' -f2)"
}

add_rustup_parts() {
  rustup target add "$wasm_target" && rustup component add rustfmt clippy
}

choose_toolchain() {
  local problem
  toolchain=''
  reason="asked for by FILMGATE_TOOLCHAIN=${FILMGATE_TOOLCHAIN:-auto}"
  case ${FILMGATE_TOOLCHAIN:-auto} in
    installed)
      problem=$(installed_problem)
      [ -z "$problem" ] || die "FILMGATE_TOOLCHAIN=installed is not possible: $problem" 'leave FILMGATE_TOOLCHAIN unset to have one set up'
      use_installed
      ;;
    distro) use_distro ;;
    rustup) use_rustup ;;
    auto)
      problem=$(installed_problem)
      if [ -z "$problem" ]; then
        reason='it is on PATH and has all that is needed'
        use_installed
      elif [ "$(id -u)" = 0 ] && debian_offers_rust; then
        reason=$problem
        use_distro
      else
        reason=$problem
        use_rustup
      fi
      ;;
    *) die "FILMGATE_TOOLCHAIN=$FILMGATE_TOOLCHAIN is unknown" 'it can be auto, installed, distro or rustup' ;;
  esac
}
