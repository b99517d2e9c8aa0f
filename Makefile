# Hearth's commands. `make` alone lists them.

TARGET := $(or $(CARGO_TARGET_DIR),target)
PACKAGES := web/node_modules/.stamp
PAGE := web/dist/index.html
# The folders too: theirs is the change when a file goes.
PAGE_SOURCES := web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src web/public web/build web/worker)

.PHONY: help run build dev check test near screenshots bench
.DELETE_ON_ERROR:

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## run    build page and server, and serve on http://127.0.0.1:8080
run: build
	$(TARGET)/release/hearth serve

## build  the release binary, with the page in it: target/release/hearth
build: $(PAGE)
	cargo build --release --locked -p hearth --features oidc

## dev    a debug server with the page as it was built
dev: $(PAGE)
	@echo "For a page that follows your edits: cd web && npm run dev"
	cargo run -p hearth -- serve

## check  formatting, lints and types; denies warnings
check: $(PACKAGES)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	cd web && npm run check

## test   everything: the page's tests, all of Rust's on SQLite and PostgreSQL, then both in a browser
test: $(PAGE)
	tools/setup-tests
	cd web && npm run check && npm test
	tools/with-postgres tools/with-s3 tools/with-sqs cargo nextest run --workspace --features hearth/sqs,hearth/oidc,common-time/zones --no-fail-fast
	cargo test --doc -p hearth -p common-time --features hearth/sqs,hearth/oidc
	cd web && HEARTH_BIN=$(abspath $(TARGET))/debug/hearth npm run test:browser

## near   some of the server's tests: make near T=chat
near: $(PAGE)
	tools/with-postgres tools/with-s3 tools/with-sqs cargo nextest run -p hearth --features sqs,oidc $(T)

## screenshots  pictures of every screen and state, in screenshots/
screenshots: $(PAGE)
	cargo build --locked -p hearth --features oidc
	cd web && HEARTH_BIN=$(abspath $(TARGET))/debug/hearth npm run screenshots

## bench  measure against bare baselines and Node: make bench ARGS="--scenario idle"
bench: $(PAGE)
	cargo build --profile quick -p hearth -p hearth-bench
	$(TARGET)/quick/hearth-bench run --hearth $(TARGET)/quick/hearth $(ARGS)

$(PACKAGES): web/package-lock.json web/package.json web/.npmrc
	cd web && npm ci && touch node_modules/.stamp

# Cargo sees when a file of the page changes, but not when one is new: hence the last line.
$(PAGE): $(PACKAGES) $(PAGE_SOURCES)
	cd web && npm run build && touch dist/index.html
	touch crates/hearth/src/platform/http/page_files.rs
