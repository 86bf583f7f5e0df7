#!/usr/bin/env bash
# Provides Chromium for the tests: an installed browser, or $CHROMIUM. As root on Debian, Chromium is installed if
# missing, and so are Firefox, WebKitGTK and ffmpeg. Elsewhere, the tests of what is missing are skipped with a message.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$root/xtask/setup/env.sh"
. "$root/xtask/setup/debian.sh"

find_browser() { node --input-type=module -e 'import("./bindings-js/tests/support/chromium.mjs").then((m) => m.findChromium())'; }

if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  install_packages firefox-esr xvfb xauth libwebkit2gtk-4.1-0 ffmpeg
fi
find_browser 2>/dev/null && exit
[ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] ||
  die 'the browser tests need Chromium or Chrome' 'install one, or put its path into $CHROMIUM'
install_packages chromium
