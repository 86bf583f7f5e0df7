#!/usr/bin/env bash
# step.sh NAME COMMAND...: runs a step of the Makefile with the project's tools on PATH; prints one line with its time.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$root/xtask/setup/env.sh"
step "$@"
