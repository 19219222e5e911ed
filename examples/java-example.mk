# Shared by the Makefiles of the Java examples. Each sets MODULE and ABOUT, includes this, and adds its own targets.

ROOT := ../..
SOURCES := $(ROOT)/pom.xml pom.xml $(shell find src/main $(ROOT)/*/src/main -type f 2>/dev/null)
BUILT := target/built
JAVA := sh ../java.sh

.DEFAULT_GOAL := help
.PHONY: help build clean

help: ## Show this list
	@echo "$(ABOUT)"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-26s %s\n", $$1, $$2 }'

build: ## Compile the example and the modules it uses
	@sh $(ROOT)/scripts/build-once.sh $(MAKE) --no-print-directory $(BUILT)

$(BUILT): $(SOURCES)
	@echo "building; the first time this takes a minute or two ..."
	@cd $(ROOT) && sh scripts/maven.sh -q -pl examples/$(MODULE) -am package -Dmaven.test.skip=true
	@touch $@

clean: ## Remove what was built, and the data
	@rm -rf target db logs
