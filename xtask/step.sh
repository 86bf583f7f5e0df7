#!/usr/bin/env bash
# step.sh NAME COMMAND...: a step of the Makefile, with the project's tools on PATH. One line is printed, with the time.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"
step "$@"
