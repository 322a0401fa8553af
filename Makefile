# The front door. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help demo test test-tsan coverage proof fuzz fuzz-asan abuse bench bench-long plots lint format build install sbom install-dependencies clean

# Passed on to `lockstep demo`, for example: make demo DEMO="--devices 20"; without --once it stays open until Control-C
DEMO ?= --once
# What `make bench` prints: table or json; and what it passes on, for example: make bench BENCH="--only ingest"
FORMAT ?= table
BENCH ?=
# The rows that `make plots` draws, and where it puts the pictures
ROWS ?=
PLOTS ?= docs/plots
# How long `make fuzz` runs each target, and `make abuse` all attackers
SECONDS ?= 600
# How many worlds `make proof` runs, and how often it kills the server
SEEDS ?= 20000
CRASHES ?= 500
TARGETS ?=
# Passed on to the test run, for example: make test TESTS="--filter MergeStaleTests"
TESTS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Build and run the main job: a server and simulated doors in this terminal
	@dev/check-toolchain
	@dev/install-system-libraries build
	swift build --product lockstep
	@"$$(swift build --show-bin-path)/lockstep" demo $(DEMO)

test: ## Build everything and run every test, with a summary at the end
	@dev/check-toolchain
	@dev/install-system-libraries build test
	@dev/run-tests $(TESTS)

test-tsan: ## Run unit and integration tests with Thread Sanitizer, in a build of its own: an hour
	@dev/check-toolchain
	@dev/install-system-libraries build test
	@dev/run-tests-tsan $(TESTS)

coverage: ## Measure which branches of the rules and of the sessions the tests take; each other one needs a reason
	@dev/check-toolchain
	@dev/install-system-libraries build test
	@dev/run-coverage

proof: ## Run 20,000 large worlds, look for every deliberate bug, kill the server 500 times: an hour and more
	@dev/check-toolchain
	@dev/install-system-libraries build test
	@simulation="$$(Packaging/build-release lockstep-simulation)" && "$$simulation" --large --seeds $(SEEDS)
	@LOCKSTEP_ALL_BUGS=1 LOCKSTEP_CRASHES=$(CRASHES) dev/run-tests --filter '(SabotageTests|CrashTests)'

fuzz: ## Fuzz all that reads bytes from outside, ten minutes each; a short run of it is part of `make test`
	@dev/check-toolchain
	@dev/install-system-libraries build
	@dev/run-fuzz --seconds $(SECONDS) $(TARGETS)

fuzz-asan: ## Run the corpora of the fuzz targets with Address Sanitizer; SECONDS=60 goes on from there
	@dev/check-toolchain
	@dev/install-system-libraries build
	@dev/run-fuzz --address --seconds $(if $(filter command% environment%,$(origin SECONDS)),$(SECONDS),0) $(TARGETS)

bench: ## Build a release and measure it: a table of figures with their limits; FORMAT=json gives rows
	@dev/check-toolchain
	@dev/install-system-libraries build
	swift build -c release --package-path Benchmarks
	@binary="$$(Packaging/build-release)" && \
	  Benchmarks/.build/release/lockstep-bench --binary "$$binary" --format $(FORMAT) $(BENCH)

bench-long: override BENCH += --long
bench-long: bench ## The same with what takes longer: a million people in a file, ten days of storms by a fast clock, how cost grows

plots: ## Draw how cost grows, from the rows of `make bench-long FORMAT=json`: ROWS=file.json
	@[ -n "$(ROWS)" ] || { echo "make plots ROWS=file.json, with the rows of lockstep-bench --format json" >&2; exit 64; }
	@dev/plot-growth "$(ROWS)" "$(PLOTS)"

abuse: ## Build a release and let every kind of attacker loose on it for ten minutes (SECONDS=600)
	@dev/check-toolchain
	@dev/install-system-libraries build
	@binary="$$(Packaging/build-release)" && dev/measure-abuse --binary "$$binary" --seconds $(SECONDS)

lint: ## Check layout, walls, rules without tests, format and scripts
	@dev/check-toolchain
	@dev/install-system-libraries build test
	@dev/lint

format: ## Format all Swift files in place
	@dev/swift-files | xargs -0 swift format -i --parallel

build: ## Build the installed binary, debug
	@dev/check-toolchain
	@dev/install-system-libraries build
	swift build --product lockstep
	@echo "built: $$(swift build --show-bin-path)/lockstep"

install: ## Build a release and install it with a systemd unit (as root, or below DESTDIR)
	@[ -n "$(BINARY)" ] || dev/install-system-libraries build
	@[ -n "$(BINARY)" ] || dev/check-toolchain
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" BINARY="$(BINARY)" Packaging/install

sbom: ## Write the parts of the binary as CycloneDX, lockstep.cdx.json; BINARY=FILE adds its digests
	@dev/check-toolchain
	@dev/make-sbom $(if $(BINARY),--binary "$(BINARY)")

install-dependencies: ## Install the Debian packages that the build and the tests need
	@dev/install-system-libraries build test

clean: ## Remove what the build and the tests made
	rm -rf .build .build-coverage .test-output
