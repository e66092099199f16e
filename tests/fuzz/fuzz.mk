# Fuzzing, by clang's libFuzzer with the address and undefined-behaviour sanitizers.
# A build of its own in $(BUILD)/fuzz: "make fuzz" starts make once more with clang.

FUZZ_SECONDS ?= $(or $(SECONDS),60)
FUZZ_TARGETS ?=
fuzz_program := $(BUILD)/fuzz-targets
fuzz_objects := $(call object,$(sort $(wildcard tests/fuzz/*.c tests/fuzz/*.cc)))
fuzz_flags := -O1 -g -fsanitize=fuzzer-no-link
fuzz_make = $(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CXX=clang++ SANITIZE=1 \
	CFLAGS='$(fuzz_flags)' CXXFLAGS='$(fuzz_flags)' MODULES='$(MODULES)' fuzz-program

# Requests that may be anything, beside a writer; COUNT=200000 takes some minutes.
.PHONY: fuzz-serve
fuzz-serve: all
	@$(with_lexicon) /usr/bin/python3 tests/fuzz/serve.py $(program) $(or $(COUNT),1000000)

.PHONY: fuzz fuzz-smoke fuzz-program run-fuzz run-fuzz-smoke fuzz-deps

fuzz fuzz-smoke: fuzz-deps
	@$(MAKE) --no-print-directory run-$@

run-fuzz run-fuzz-smoke: $(lexicon)
	+@$(fuzz_make)
	@$(with_lexicon) tests/fuzz/run.sh $(BUILD)/fuzz \
	    $(if $(filter run-fuzz,$@),seconds $(FUZZ_SECONDS),smoke) $(FUZZ_TARGETS)

fuzz-program: $(fuzz_program)

$(fuzz_program): $(fuzz_objects) $(call object,serve/cql.c) $(BUILD)/cli.a $(BUILD)/render.a $(static_lib)
	$(say) '  LINK    $@'
	$(Q)$(CXX) -fsanitize=fuzzer $(all_ldflags) -o $@ $^ $(LIBS) $(PROGRAM_LIBS)

-include $(wildcard $(BUILD)/obj/tests/fuzz/*.d)
