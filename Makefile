# The commands of the project. Each target sets up its prerequisites, and rebuilds only what has changed.
#
# Steps with more than a line or two are scripts in xtask/, which share the environment that `make setup` writes.
# FILMGATE_TOOLCHAIN and FILMGATE_CACHE are explained in CONTRIBUTING.md.

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Each step prints its own line.
MAKEFLAGS += --silent --no-print-directory

STEP := xtask/step.sh

# --- Sources and build products ----------------------------------------------------------------------------------

RUST_SOURCES := $(shell find core/src host/src bindings-js/image bindings-js/audio -type f) \
	Cargo.toml Cargo.lock .cargo/config.toml core/Cargo.toml host/Cargo.toml
MODULES := $(foreach variant,default core full audio audio-full,bindings-js/pkg/$(variant)/filmgate_bg.wasm)
TS_SOURCES := $(shell find bindings-js/ts -name '*.ts') tsconfig.base.json package-lock.json \
	bindings-js/package.json bindings-js/tsconfig.json bindings-js/build.mjs bindings-js/build-plugins.mjs
DIST := bindings-js/dist/index.js
# One script builds all modules; this is the last.
DEV_MODULES := bindings-js/pkg-dev/audio-full/filmgate_bg.wasm
DEV_DIST := bindings-js/dist-dev/index.js

# --- Targets -----------------------------------------------------------------------------------------------------

.PHONY: help setup demo check check-rust check-package test matrix bench gen fmt docs package release lint wasm dist clean

help: ## Show this list
	awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install and build what is missing: Rust for WebAssembly, wasm-bindgen, npm packages
	[ "$$FILMGATE_SETUP" = done ] || xtask/setup/setup.sh

demo: dist ## Build everything and serve the demos; prints the address
	. xtask/setup/env.sh && vite demos

check: setup ## After an edit: format, lint, native tests, development modules, types, tests in Node
	xtask/check.sh

# The halves of `check`, which runs them at the same time.
check-rust:
	xtask/check.sh rust

check-package: $(DEV_DIST)
	xtask/check.sh package

test: setup ## Check formatting, lints and generated files; run every test, in Node and in Chromium too
	xtask/test.sh

matrix: dist ## Build and run an app with every bundler and runtime; writes docs/support.md
	xtask/setup/browser.sh
	. xtask/setup/env.sh && node bindings-js/tests/matrix/run.mjs $(TARGETS) && node bindings-js/tests/matrix/walk.mjs

bench: dist ## Measure against the peers and the platform
	bench/setup.sh
	. xtask/setup/env.sh && node bench/run.mjs

gen: setup ## Write the files that are generated, from the declarations in core, the lock file and the documentation
	$(STEP) 'generated files' cargo xtask gen
	$(STEP) 'third-party notices' cargo xtask notices
	$(STEP) 'addresses of the project' node xtask/release/metadata.mjs
	$(STEP) 'llms.txt' node xtask/release/llms.mjs

fmt: setup ## Format Rust, TypeScript, JavaScript and JSON
	$(STEP) 'format Rust' cargo fmt
	$(STEP) 'format the rest' biome check --write

lint: setup ## Run the formatters and linters of `make test`, without the tests
	xtask/test.sh lint

docs: dist ## Build the reference of the crate and of the npm package into docs/dist/
	$(STEP) 'reference' xtask/docs.sh

package: setup ## Build the npm package for publication, with wasm-pack, and test its installation
	xtask/package.sh

release: setup ## Check all that is published and show what a release changes (VERSION=1.2.3; WRITE=yes writes it)
	xtask/release.sh

# Two jobs, because the variants are independent and fat LTO uses one core.
wasm: setup ## Build the WebAssembly modules into bindings-js/pkg/; FAMILIES="color blur": one module with these filters
ifdef FAMILIES
	$(STEP) 'WebAssembly module: custom' env FAMILIES="$(FAMILIES)" xtask/wasm.sh custom
	cat .cache/logs/WebAssembly-module-custom.log | tail -n 1
else
	FILMGATE_SETUP=done $(MAKE) --jobs=2 $(MODULES)
endif

dist: wasm ## Build the npm package's files into bindings-js/dist/
	FILMGATE_SETUP=done $(MAKE) $(DIST)

clean: ## Remove everything built here (the cache in the home directory stays)
	rm -rf .cache target node_modules bindings-js/pkg bindings-js/pkg-dev \
		bindings-js/dist bindings-js/dist-dev bindings-js/*.md bindings-js/LICENSE-* bindings-js/llms.txt demos/dist docs/dist \
		bench/.venv bench/modules bench/peers/node_modules bench/results

# --- Build products ----------------------------------------------------------------------------------------------

# The set-up writes this file only if its contents have changed, for example the toolchain.
.cache/env.sh: setup
	:

$(MODULES): bindings-js/pkg/%/filmgate_bg.wasm: $(RUST_SOURCES) xtask/wasm.sh .cache/env.sh
	$(STEP) 'WebAssembly module: $*' xtask/wasm.sh $*
	touch $@

$(DEV_MODULES): $(RUST_SOURCES) xtask/wasm-dev.sh .cache/env.sh
	$(STEP) 'WebAssembly modules, development' xtask/wasm-dev.sh
	touch $@

$(DEV_DIST): $(DEV_MODULES) $(TS_SOURCES)
	$(STEP) 'npm package, development (types: bindings-js)' node bindings-js/build.mjs development
	touch $@

$(DIST): $(MODULES) $(TS_SOURCES)
	$(STEP) 'npm package' node bindings-js/build.mjs
	touch $@
