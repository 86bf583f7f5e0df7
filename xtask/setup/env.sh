# Adds the toolchain and the tools that `make setup` chose to PATH. Sourced by the scripts, and in bash or zsh by:
#   . xtask/setup/env.sh
filmgate_env=$(cd "$(dirname "${BASH_SOURCE[0]:-$0}")/../.." && pwd)/.cache/env.sh
if [ -f "$filmgate_env" ]; then
  . "$filmgate_env"
else
  echo 'error: nothing is set up yet: run `make setup` first' >&2
  false
fi
