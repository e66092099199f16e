# Static checks and coverage. "make lint" is all of them, "make lint-tidy" one.

lint_sources := $(lib_sources) $(render_sources) $(cli_sources) cli/main.c $(serve_sources) $(sort $(wildcard stemmer/train/*.c))
lint_c := $(filter %.c,$(lint_sources))
lint_cc := $(filter %.cc,$(lint_sources))
lint_test_folders := tests/unit tests/faults tests/fuzz tests/quality tests/bench tests/cli
lint_tests := $(sort $(foreach folder,$(lint_test_folders),$(wildcard $(folder)/*.c $(folder)/*.cc)) \
	$(wildcard docs/examples/*.c))
lint_headers := $(sort include/fundstelle.h $(wildcard $(addsuffix /*.h,include/fundstelle $(MODULES) render serve cli stemmer/train $(lint_test_folders))))
lint_scripts := $(sort $(wildcard tests/*/*.sh docs/*.sh docs/*/*.sh))
lint_jobs ?= $(shell nproc)
lint_checks := lengths exports includes format shell spelling cppcheck analyzer tidy

.PHONY: lint run-lint format coverage run-coverage $(addprefix lint-,$(lint_checks))

lint coverage: lint-deps
	@$(MAKE) --no-print-directory run-$@

# Each tells all it has to tell, not only the first one that fails.
run-lint:
	@failed=; for check in $(lint_checks); do echo "  LINT    $$check"; \
	    $(MAKE) --no-print-directory lint-$$check || failed="$$failed $$check"; done; \
	test -z "$$failed" || { echo "make lint: not clean:$$failed" >&2; exit 1; }

lint-lengths:
	@awk -f tests/lint/lengths.awk $(lint_sources) $(lint_headers) $(lint_tests)

# Functions that are not static, though nobody outside their file uses them.
lint_built := $(static_lib) $(cli_lib) $(render_lib) $(serve_objects) $(main_objects) $(trainer_objects)
lint-exports: $(lint_built)
	@sh tests/lint/exports.sh $(lib_objects) $(render_objects) $(cli_objects) $(main_objects) $(serve_objects) $(trainer_objects)

lint-includes: $(lint_built)
	@BUILD=$(abspath $(BUILD)) CC="$(CC)" sh tests/cli/t_includes.sh

lint-format:
	@clang-format --dry-run -Werror $(lint_sources) $(lint_headers) $(lint_tests)

format:
	@clang-format -i $(lint_sources) $(lint_headers) $(lint_tests)

lint-shell:
	@shellcheck -s sh $(lint_scripts)
	@shellcheck .ci/run

# German words of the tests and of the language itself are in tests/lint/words.txt.
lint-spelling:
	@codespell --ignore-words tests/lint/words.txt \
	    $(lint_sources) $(lint_headers) $(lint_tests) $(lint_scripts) Makefile README.md $(wildcard docs/*.md)

lint-cppcheck:
	@cppcheck -q -j $(lint_jobs) -I. -Iinclude -D_GNU_SOURCE --std=c11 --std=c++17 \
	    --enable=warning,performance,portability,style --error-exitcode=1 --inline-suppr \
	    --suppressions-list=tests/lint/cppcheck.txt $(lint_sources)

# gcc's analyzer knows C alone. What gcc 12 says of leaks and of pointers and values that are
# not set is wrong: it takes neither ownership through an argument nor a status of FUND_OK into
# account. The sanitizers see what is wrong there.
tidy_flags := -I. -Iinclude -D_GNU_SOURCE -DFUND_DATADIR=__FILE__ -DFUND_LOCALEDIR=__FILE__ -DFUND_LIBEXECDIR=__FILE__ \
	$(filter-out $(library_flags),$(PKG_CFLAGS)) \
	$(foreach flag,$(library_flags),$(firstword $(subst =, ,$(flag)))=__FILE__$(,)__FILE__)
analyzer_off := malloc-leak null-dereference null-argument possible-null-dereference \
	possible-null-argument use-of-uninitialized-value
lint-analyzer:
	@printf '%s\n' $(lint_c) | xargs -P $(lint_jobs) -I @@ \
	    gcc -std=c11 $(tidy_flags) -O2 -fanalyzer -Werror $(analyzer_off:%=-Wno-analyzer-%) \
	    -c -o /dev/null @@

tidy = xargs -P $(lint_jobs) -n 4 sh -c \
	'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- $(1) 2>/dev/null' tidy
lint-tidy:
	@printf '%s\n' $(lint_c) | $(call tidy,-std=c11 $(tidy_flags))
	@printf '%s\n' $(lint_cc) | $(call tidy,-std=c++17 $(tidy_flags))

# Lines and branches that the unit and command-line tests run, by folder.
coverage_build := build/coverage
coverage_flags := -Og -g --coverage -fprofile-update=atomic
run-coverage:
	@find $(coverage_build) -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) --no-print-directory BUILD=$(coverage_build) MALLOC_LIBS= \
	    CFLAGS='$(coverage_flags)' CXXFLAGS='$(coverage_flags)' LDFLAGS=--coverage all unit cli-tests
	@sh tests/lint/coverage.sh $(coverage_build)
