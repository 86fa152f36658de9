# The repository's commands. Each works on a bare checkout and is quick when nothing is to be done.
#
#   make run        build, then serve http://127.0.0.1:3000 with its data in ./data
#   make test       every test, browser tests included
#   make dev        a debug build, built and started again on save
#   make build      target/release/configo: one file, the site inside
#   make check      formatting, lints, documentation, licences, types of the browser tests
#   make bench      the figures: what browsers fetch, how fast tables and tokens are, on SQLite and PostgreSQL;
#                   BASELINE=path of another program shows its figures too
#   make failover   two nodes, a primary and its standby: kills some under load, and checks that nothing was lost
#   make fuzz       the parsers of untrusted input, on random bytes
#   make advisories known vulnerabilities (reads a database from the open internet)
#   make setup      everything the others would install, at once

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build
.PHONY: run test dev build check bench failover fuzz advisories setup setup-build setup-check setup-test setup-bench setup-failover setup-fuzz

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
export PATH := $(CACHE)/configo-tools/bin:$(CURDIR)/end2end/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin
# One target directory, here: later targets find what earlier ones built.
unexport CARGO_TARGET_DIR CARGO_BUILD_TARGET

BINARY := target/release/configo
# The site is replaced as a whole, so its stamp lies beside it. Stamps have the time at which a build
# began: what is saved while it runs is built the next time.
SITE := target/site.stamp
MANIFESTS := Makefile Cargo.toml Cargo.lock rust-toolchain.toml $(wildcard .cargo/*)
# Directories are listed too: their time moves when a file in them comes or goes.
sources = $(shell find $(wildcard $(1)) -not -path '*/tests*' -not -name '.*')
HOST := -p domain -p authority -p app -p server --features app/ssr

run: build
	exec $(BINARY) serve

build: $(BINARY)

$(SITE): $(MANIFESTS) end2end/package-lock.json $(wildcard end2end/scripts/site*.mjs) $(call sources,app frontend style public) | setup-build
	mkdir -p $(@D) && touch $@.begun
	node end2end/scripts/site.mjs
	mv $@.begun $@

$(BINARY): $(SITE) $(MANIFESTS) $(call sources,server migrations) | setup-build
	mkdir -p $(@D) && touch $@.begun
	cargo build --release --locked -p server --bin configo
	touch -r $@.begun $@
	rm $@.begun

# Fills target/site with a debug build, so the next release build starts over.
dev: setup-build
	rm -f $(SITE)
	exec node end2end/scripts/dev.mjs

check: setup-check
	cargo fmt --all --check
	cargo clippy --locked --all-targets $(HOST) -- -D warnings
	cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --locked -p bundle -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items $(HOST)
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items -p bundle
	cargo deny --locked check bans licenses sources
	tsc --project end2end

test: build setup-test
	node end2end/scripts/test.mjs $(HOST)

bench: build setup-bench setup-test
	node end2end/scripts/bench.mjs
	node end2end/scripts/bench_first_key.mjs
	node end2end/scripts/bench_table.mjs
	node end2end/scripts/bench_oauth.mjs

failover: build setup-test setup-failover
	node end2end/scripts/failover.mjs

# Each target for FUZZ_SECONDS. libFuzzer wants an unstable flag of the compiler, which this lets pass.
FUZZ_SECONDS ?= 60
FUZZ := redirect_uri scope basic token_form authorize_query next token_format
fuzz: setup-fuzz
	for target in $(FUZZ); do \
	  RUSTC_BOOTSTRAP=1 cargo fuzz run --dev --fuzz-dir server/fuzz --target-dir target/fuzz $$target -- -max_total_time=$(FUZZ_SECONDS); \
	done

advisories: setup-check
	cargo deny --locked check advisories

setup: setup-build setup-check setup-test

setup-build:
	@end2end/setup/setup build

setup-check: setup-build
	@end2end/setup/setup check

setup-test: setup-build
	@end2end/setup/setup test

setup-bench:
	@end2end/setup/setup bench

setup-failover: setup-build
	@end2end/setup/setup failover

setup-fuzz: setup-build
	@end2end/setup/setup fuzz
