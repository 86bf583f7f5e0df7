#!/usr/bin/env bash
# release.sh: checks everything that is published, and prints what a release would change. Writes nothing by default.
#   VERSION=1.2.3  the next version; by default the present one
#   WRITE=yes      changes the changelog and the versions; refused while something stands in the way
# Publishing itself is left to .github/workflows/release.yml, which a tag starts.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"

# Builds the crate from its package, as crates.io would, and needs the index. The changes of a release aren't committed
# yet when it is tried out.
try_crate() { cargo publish --dry-run --locked --allow-dirty --package filmgate; }

step 'third-party notices are current (if not: make gen)' cargo xtask notices --check
step 'addresses of the project are current (make gen)' node xtask/release/metadata.mjs --check
step 'llms.txt is current (if not: make gen)' node xtask/release/llms.mjs --check
make --no-print-directory dist
step 'contents of the npm package, and its types' node --test --test-reporter=spec bindings-js/tests/package/*.test.mjs
grep 'bytes packed' "$(log_of 'contents of the npm package, and its types')"
step 'the crate can be published' try_crate
write=()
[ "${WRITE:-}" != yes ] || write=(--write)
version=${VERSION:-$(node -p 'require("./bindings-js/package.json").version')}
node xtask/release/release.mjs "$version" ${write[@]+"${write[@]}"}
