#!/usr/bin/env bash
# Chromium for the tests: one that is installed, or $CHROMIUM; as root on Debian it is installed if missing.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$root/xtask/setup/env.sh"
. "$root/xtask/setup/debian.sh"

find_browser() { node --input-type=module -e 'import("./bindings-js/tests/support/chromium.mjs").then((m) => m.findChromium())'; }

find_browser 2>/dev/null && exit
[ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] ||
  die 'the browser tests need Chromium or Chrome' 'install one, or put its path into $CHROMIUM'
install_packages chromium
