# Fundstelle. "make help" lists the targets.
#
# Variables: BUILD (folder, default build), CC, CXX, CPPFLAGS, CFLAGS, CXXFLAGS, LDFLAGS,
# WERROR=1, SANITIZE=1 (address + undefined), V=1 (commands); for "make install" DESTDIR, PREFIX
# and, below it unless they are given, LIBDIR, INCLUDEDIR, MANDIR, UNITDIR (of systemd).

# Before 1.0.0 each minor version is a library of its own.
version_part = $(shell sed -n 's/^\#define FUND_VERSION_$(1) //p' include/fundstelle/types.h)
VERSION := $(call version_part,MAJOR).$(call version_part,MINOR).$(call version_part,MICRO)
SOVERSION := $(if $(filter 0.%,$(VERSION)),$(basename $(VERSION)),$(firstword $(subst ., ,$(VERSION))))

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
, := ,

SANITIZE ?=
ifeq ($(SANITIZE),1)
BUILD ?= build/asan
else
BUILD ?= build
endif
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
UNITDIR ?= $(PREFIX)/lib/systemd/system
DESTDIR ?=
PKG_CONFIG ?= pkg-config

# The folders of the library, in no order; cli is the program.
MODULES ?= base stemmer corpus store indexer searcher

# Targets that need no libraries must work before "make deps" has run.
no_build_goals := help deps bench-deps compare-deps lint-deps fuzz-deps clean uninstall demo serve-demo test bench \
	compare lint coverage fuzz fuzz-smoke
ifneq ($(if $(MAKECMDGOALS),$(filter-out $(no_build_goals),$(MAKECMDGOALS)),all),)
need_packages := 1
endif

packages := xapian-core libutf8proc jansson libxxhash libzstd
# Of the program alone.
program_packages := inih
# Of the server alone.
serve_packages := libmicrohttpd nettle
# Loaded when they are needed (base/load.h), and not linked with.
loaded_packages := poppler-glib gmime-3.0 libarchive libxml-2.0 libcmark yaml-0.1 uchardet libsystemd libedit libpcre2-8 libbrotlidec
loaded := pcre2-8 poppler-glib csv gmime-3.0 archive brotlidec xml2 cmark yaml uchardet systemd edit
all_packages := $(packages) $(program_packages) $(serve_packages) $(loaded_packages)
# Debian's libstemmer-dev has no pkg-config file.
LIBS = $(shell $(PKG_CONFIG) --libs $(packages)) -lstemmer
ifdef need_packages
ifneq ($(shell $(PKG_CONFIG) --exists $(all_packages) && echo yes),yes)
$(error Libraries are missing ($(all_packages)): run "make deps" first)
endif
# FUND_LIBRARY_XML2 and so on: the SONAME of the library whose headers are installed, so that no
# other one is loaded, and the Debian package that is named after it.
library_flags := $(shell for name in $(loaded); do \
	file=$$(LC_ALL=C readelf -d "$$($(CC) -print-file-name=lib$$name.so)" | \
	    sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'); \
	package=$$(echo "$$file" | sed 's/\([0-9]\)\.so\./\1-/; s/\.so\.//; s/^libxml2-2$$/libxml2/; s/^libbrotlidec/libbrotli/'); \
	echo "-DFUND_LIBRARY_$$(echo $$name | tr a-z.- A-Z__)='\"$$file\",\"$$package\"'"; done)
ifneq ($(findstring "",$(library_flags)),)
$(error Shared libraries are missing ($(loaded)): run "make deps" first)
endif
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(packages) $(loaded_packages)) $(library_flags)
LIBS := $(LIBS)
PROGRAM_LIBS := $(shell $(PKG_CONFIG) --libs $(program_packages))
SERVE_LIBS := $(shell $(PKG_CONFIG) --libs $(serve_packages))
endif

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wcast-align -Wcast-qual -Wpointer-arith \
	-Wformat=2 -Wundef -Wvla -Wwrite-strings -Wnull-dereference -Wdouble-promotion
ifeq ($(WERROR),1)
warnings += -Werror
endif
c_warnings := $(warnings) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
cxx_warnings := $(warnings) -Woverloaded-virtual -Wnon-virtual-dtor

# The program's malloc; the sanitizers bring their own.
MALLOC_LIBS ?= $(if $(filter 1,$(SANITIZE)),,-ljemalloc)

CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g
# What the compiler has against errors in memory: docs/security.md. The objects are position
# independent for the shared library; gcc links the programs so, too, where it is told.
machine := $(shell uname -m)
hardening := -fstack-protector-strong -fstack-clash-protection \
	$(if $(filter x86_64 i686,$(machine)),-fcf-protection) \
	$(if $(filter aarch64,$(machine)),-mbranch-protection=standard)
common := -I. -Iinclude -pthread -fPIC -fvisibility=hidden $(hardening) \
	-DFUND_DATADIR='"$(PREFIX)/share/fundstelle"' \
	-DFUND_LOCALEDIR='"$(PREFIX)/share/locale"' -D_GNU_SOURCE
ifeq ($(SANITIZE),1)
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
common += $(sanitizers)
# libxapian 1.4 deletes a table of its own through a base class in
# Database::check(); the mismatch is inside the library.
export ASAN_OPTIONS := new_delete_type_mismatch=0
else
# Some compilers set one of their own, and so do distributions, by CPPFLAGS; without optimization
# there is none.
common += -U_FORTIFY_SOURCE $(if $(filter -O0 -D_FORTIFY_SOURCE%,$(CPPFLAGS) $(CFLAGS) $(CXXFLAGS)),,-D_FORTIFY_SOURCE=3)
endif
all_cflags = -std=c11 $(common) $(c_warnings) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
all_cxxflags = -std=c++17 $(common) $(cxx_warnings) $(PKG_CFLAGS) $(CPPFLAGS) $(CXXFLAGS)
all_ldflags = -Wl,--as-needed -Wl,-z,relro,-z,now,-z,noexecstack $(sanitizers) $(LDFLAGS)

# A module may have rooms: folders of its own.
lib_sources := $(foreach module,$(MODULES),$(sort $(wildcard $(module)/*.c $(module)/*.cc $(if $(filter searcher,$(module)),$(module)/*/*.c))))
cli_sources := $(filter-out cli/main.c,$(sort $(wildcard cli/*.c)))
# What the program and the server have in common, and the server.
render_sources := $(sort $(wildcard render/*.c))
serve_sources := $(sort $(wildcard serve/*.c))
unit_sources := $(sort $(wildcard tests/unit/test_*.c))
object = $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(basename $(1))))
lib_objects := $(call object,$(lib_sources))
cli_objects := $(call object,$(cli_sources))
render_objects := $(call object,$(render_sources))
serve_objects := $(call object,$(serve_sources))
main_objects := $(call object,cli/main.c)
unit_programs := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(unit_sources))

static_lib := $(BUILD)/libfundstelle.a
shared_lib := $(BUILD)/libfundstelle.so.$(VERSION)
soname := libfundstelle.so.$(SOVERSION)
cli_lib := $(BUILD)/cli.a
render_lib := $(BUILD)/render.a
program := $(BUILD)/fundstelle
serve_program := $(BUILD)/fundstelle-serve
lexicon := $(BUILD)/de.lexicon
trainer := $(BUILD)/train-lexicon
trainer_objects := $(call object,$(sort $(wildcard stemmer/train/*.c)))
# Not the whole library: training takes half a minute, and is needed when these change.
trainer_needs := $(call object,$(sort $(wildcard base/*.c stemmer/*.c)))
# Debian: hunspell-de-de-frami, wngerman.
HUNSPELL ?= /usr/share/hunspell/de_DE_frami
WORD_LIST ?= /usr/share/dict/ngerman
DING ?= /usr/share/trans/de-en

.DELETE_ON_ERROR:
.PHONY: man man-translations po translations install-translations uninstall-translations faults torture latency all help deps bench-deps compare-deps lint-deps demo serve-demo test check unit cli-tests asan install uninstall clean \
	browser quality bench run-bench compare run-compare

all: $(program) $(serve_program) $(lexicon) $(static_lib) $(shared_lib) translations

help:
	@echo 'make            build $(BUILD)/fundstelle and the library'
	@echo 'make demo       install what is missing, build, index the sample articles, search'
	@echo 'make serve-demo the same articles as a search page at http://127.0.0.1:8080/'
	@echo 'make test       install what is missing, build, run all tests (SANITIZE=1: with sanitizers)'
	@echo 'make check      the same with what is installed; make -j2 check: two tests at a time'
	@echo 'make t_watch    one test, or make check TESTS="t_watch test_base"; logs: $(BUILD)/tests/NAME.log'
	@echo 'make quality    ranking figures over the sample queries and, when there, XQuAD'
	@echo 'make bench      speed, beside SQLite FTS5, scriptindex and Lucene (ROUNDS=5; installs them)'
	@echo 'make compare    speed, memory and instructions beside another commit (REF=COMMIT, ROUNDS=5, ONLY=speed)'
	@echo 'make browser    the search page in Chromium, where that is installed: axe-core, html-validate'
	@echo 'make torture    durability: 600 kills, hundreds of failing calls, losses of power, readers beside a writer'
	@echo 'make fuzz       every parser against mutated input, a minute each (FUZZ_SECONDS=60)'
	@echo 'make latency    from a file closed to a search that finds it, beside "watch"'
	@echo 'make lint       static checks of code, scripts and spelling (make format lays the code out)'
	@echo 'make coverage   lines and branches that the tests run, by folder'
	@echo 'make asan       build with address and undefined sanitizers into build/asan'
	@echo 'make unit-DIR   the unit tests of a folder, as in unit-stemmer'
	@echo 'make deps       install the missing packages of packages.txt'
	@echo 'make man        manual pages into $(BUILD)/man'
	@echo 'make po         take the messages of the sources over into the translations'
	@echo 'make install    install to $$DESTDIR$$PREFIX (default /usr/local); also: uninstall'
	@echo 'make clean      remove $(BUILD)'

# ---- compile and link -------------------------------------------------------

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say := @$(if $(filter 1,$(V)),true,echo)

# A changed flag or a file that has gone rebuilds: the flags and the sources are
# kept in a file that is rewritten only when they differ.
ifdef need_packages
flags := $(strip $(CC) $(CXX) $(all_cflags) $(all_cxxflags) $(all_ldflags) $(MALLOC_LIBS) \
	$(lib_sources) $(render_sources) $(cli_sources) cli/main.c $(serve_sources))
ifneq ($(file <$(BUILD)/flags),$(flags))
$(shell mkdir -p $(BUILD))
$(file >$(BUILD)/flags,$(flags))
endif
endif
.PHONY: FORCE
FORCE:

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) '  CC      $<'
	$(Q)$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) '  CXX     $<'
	$(Q)$(CXX) $(all_cxxflags) -MMD -MP -c -o $@ $<

$(static_lib): $(lib_objects) $(BUILD)/flags
	$(say) '  AR      $@'
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(lib_objects)

# clang leaves the sanitizers' runtime out of shared libraries.
no_undefined := $(if $(filter 1,$(SANITIZE)),,-Wl$(,)--no-undefined)
$(shared_lib): $(lib_objects) libfundstelle.map $(BUILD)/flags
	$(say) '  LINK    $@'
	$(Q)$(CXX) -shared -Wl,-soname,$(soname) -Wl,--version-script=libfundstelle.map \
	    $(no_undefined) $(all_ldflags) -o $@ $(lib_objects) $(LIBS)
	$(Q)ln -sf $(@F) $(BUILD)/$(soname)
	$(Q)ln -sf $(soname) $(BUILD)/libfundstelle.so

$(call object,cli/cmd_serve.c): CPPFLAGS += -DFUND_LIBEXECDIR='"$(PREFIX)/libexec/fundstelle"'
$(cli_lib): $(cli_objects) $(BUILD)/flags
	$(say) '  AR      $@'
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(cli_objects)

$(render_lib): $(render_objects) $(BUILD)/flags
	$(say) '  AR      $@'
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(render_objects)

$(program): $(main_objects) $(cli_lib) $(render_lib) $(static_lib)
	$(say) '  LINK    $@'
	$(Q)$(CXX) -pie $(all_ldflags) -o $@ $^ $(LIBS) $(PROGRAM_LIBS) $(MALLOC_LIBS)

$(call object,serve/assets.c): serve/style.css serve/page.js serve/icon.svg
$(serve_program): $(serve_objects) $(render_lib) $(static_lib)
	$(say) '  LINK    $@'
	$(Q)$(CXX) -pie $(all_ldflags) -o $@ $^ $(LIBS) $(SERVE_LIBS) $(MALLOC_LIBS)

$(trainer): $(trainer_objects) $(trainer_needs)
	$(say) '  LINK    $@'
	$(Q)$(CXX) $(all_ldflags) -o $@ $^ $(LIBS) -lm

trainer_data := $(HUNSPELL).aff $(HUNSPELL).dic $(WORD_LIST) $(DING) stemmer/train/counts.txt \
	stemmer/train/german.txt
$(lexicon): $(trainer) $(trainer_data)
	$(say) '  TRAIN   $@'
	$(Q)$(trainer) $(trainer_data) $@

include cli/po/po.mk

-include $(trainer_objects:.o=.d) $(lib_objects:.o=.d) $(cli_objects:.o=.d) $(render_objects:.o=.d) $(serve_objects:.o=.d) \
	$(main_objects:.o=.d) $(wildcard $(BUILD)/obj/tests/faults/*.d) $(unit_programs:=.d)

# ---- tests ------------------------------------------------------------------

# Tests of archives make some with libarchive.
test_libs = $(shell $(PKG_CONFIG) --libs cmocka libarchive)

$(BUILD)/tests/%: tests/unit/%.c $(static_lib) $(BUILD)/flags | $(lexicon)
	@mkdir -p $(@D)
	$(say) '  TEST    $<'
	$(Q)$(CC) $(all_cflags) -MMD -MP -MF $@.d -MT $@ -c -o $@.o $<
	$(Q)$(CXX) $(all_ldflags) -o $@ $@.o $(static_lib) $(LIBS) $(test_libs)

with_lexicon := FUNDSTELLE_LEXICON=$(abspath $(lexicon))

# Each test is a target, as in "make t_watch". Asked for by its name it fails by itself; among
# others it leaves its result to be counted in the end, so that all of them run.
unit_tests := $(notdir $(unit_programs))
cli_tests := $(basename $(notdir $(sort $(wildcard tests/cli/t_*.sh))))
# Sanitizers want to be loaded before any preload.
fault_tests := faults-kill $(if $(filter 1,$(SANITIZE)),,faults-inject faults-power-self faults-power) faults-readers
all_tests := $(unit_tests) $(cli_tests) $(fault_tests) quality-floor
# These first, so that the end does not wait for a long one that began last.
long_tests := t_every_allocation t_hostile_index t_every_failure t_bulk t_beside_writer t_bad_input test_properties_memory_index faults-inject \
	test_properties_index test_searcher_phrase test_properties_memory
long_first = $(filter $(1),$(long_tests)) $(filter-out $(long_tests),$(1))
TESTS ?= $(all_tests)
TEST_SECONDS ?= 1500
test_logs := $(BUILD)/tests
preload := $(BUILD)/faults/preload.so
recorder := $(BUILD)/faults/record.so
run_test = @tests/run.sh $(if $(filter $@,$(MAKECMDGOALS)),alone,one) $(test_logs) $(TEST_SECONDS) $@
.PHONY: $(all_tests)

check: $(call long_first,$(TESTS))
unit: $(call long_first,$(unit_tests))
cli-tests: $(call long_first,$(cli_tests))
faults: $(fault_tests)
check unit cli-tests faults:
	@tests/run.sh summary $(test_logs) $^

# unit-store runs tests/unit/test_store*.c and so on for each folder.
tests_of = $(filter test_$(1)%,$(unit_tests))
.SECONDEXPANSION:
unit-%: $$(call tests_of,$$*)
	@test -n '$^' || { echo 'no tests/unit/test_$**.c' >&2; exit 1; }
	@tests/run.sh summary $(test_logs) $^

$(unit_tests): %: $(BUILD)/tests/%
	$(run_test) env $(with_lexicon) $<

$(cli_tests): %: tests/cli/%.sh all $(preload)
	$(run_test) env BUILD=$(abspath $(BUILD)) PREFIX=$(PREFIX) CC="$(CC)" CXX="$(CXX)" \
	    SANITIZE=$(SANITIZE) sh $<

quality-floor: $(program) $(lexicon)
	$(run_test) env BUILD=$(BUILD) tests/quality/run.sh --floor

# Installing first, then a second make, since the packages change what
# pkg-config answers.
demo: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) docs/demo.sh

# A search page on the samples, until it is interrupted.
serve-demo: deps
	@$(MAKE) --no-print-directory all
	@$(program) index -q -i $(BUILD)/demo-index corpus/samples
	@$(program) serve -i $(BUILD)/demo-index

# As many side by side as there are processors, unless make was told how many.
test: deps
	@$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc)) check

# Durability: SIGKILL, failing calls, loss of power, readers beside a writer. A short round of it
# for every change; "make torture" is the long one.
fault_objects := $(call object,$(filter-out %/preload.c %/record.c,$(sort $(wildcard tests/faults/*.c))))
fault_program := $(BUILD)/faults/faults
kills ?= 40
faults_each ?= 3
power_states ?= 200
readers_for ?= 3

faults-kill: arguments = kill $(kills)
faults-inject: arguments = inject $(abspath $(preload)) $(faults_each)
faults-power: arguments = power $(abspath $(recorder)) $(power_states)
faults-power-self: arguments = power-self $(abspath $(recorder))
faults-readers: arguments = readers $(readers_for)
$(fault_tests): $(program) $(lexicon) $(fault_program) $(preload) $(recorder)
	$(run_test) env $(with_lexicon) $(fault_program) $(program) $(arguments)

# Of these a long round, too; FUND_LONG is how many times as long.
process_tests := t_upgrade t_full_disk t_moved_index t_stopped t_limits t_copies

torture:
	@$(MAKE) --no-print-directory faults kills=600 faults_each=60 power_states=4000 readers_for=120 TEST_SECONDS=7200
	@$(MAKE) --no-print-directory check TESTS='$(process_tests)' FUND_LONG=10 TEST_SECONDS=7200
	@tail -n +1 $(fault_tests:%=$(test_logs)/%.log)

# Beside "watch", idle and while 10,000 files come.
latency: all $(fault_program)
	@$(with_lexicon) $(fault_program) $(program) latency 10000

$(fault_program): $(fault_objects) $(static_lib)
	@mkdir -p $(@D)
	$(say) '  LINK    $@'
	$(Q)$(CXX) $(all_ldflags) -o $@ $^ $(LIBS)

$(recorder): tests/faults/record.h
$(preload) $(recorder): $(BUILD)/faults/%.so: tests/faults/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) '  LINK    $@'
	$(Q)$(CC) -std=c11 -fPIC -I. -D_GNU_SOURCE $(c_warnings) $(CPPFLAGS) $(CFLAGS) -shared -o $@ $< -ldl

quality: $(program) $(lexicon) $(BUILD)/quality/duplicates $(BUILD)/quality/spelling
	@BUILD=$(BUILD) tests/quality/run.sh

$(BUILD)/quality/duplicates: tests/quality/duplicates.h
$(BUILD)/quality/duplicates $(BUILD)/quality/spelling: tests/quality/common.h
$(BUILD)/quality/%: tests/quality/%.c $(static_lib)
	@mkdir -p $(@D)
	$(say) '  LINK    $@'
	$(Q)$(CC) $(all_cflags) $< -o $@ $(static_lib) $(all_ldflags) $(LIBS) -lstdc++ -lm

ROUNDS ?= 5
# Debian's, which knows python3-xapian.
PYTHON ?= /usr/bin/python3
FUNDSTELLE_TEST_DATA ?= ../shared/data
bench_tools := $(BUILD)/bench/passages $(BUILD)/bench/empty

# The machine should have nothing else to do.
bench: bench-deps
	@$(MAKE) --no-print-directory run-bench

run-bench: all $(bench_tools)
	@$(PYTHON) -B tests/bench/bench.py --build $(BUILD) --data '$(FUNDSTELLE_TEST_DATA)' \
	    --rounds $(ROUNDS) --svg $(BUILD)/bench/growth.svg $(BENCH_OPTIONS)

# REF is the commit to compare with: without one HEAD, or HEAD~1 where all is committed.
# ONLY are some of the figures; the release takes STREAM_SECONDS=300 and COMMITS=100000.
REF ?=
ONLY ?=
STREAM_SECONDS ?= 20
COMMITS ?= 3000
compare: compare-deps
	@$(PYTHON) -B tests/bench/compare.py --resolve --ref='$(REF)' --only='$(ONLY)' >/dev/null
	@$(MAKE) --no-print-directory run-compare

run-compare: all $(BUILD)/bench/passages
	@$(PYTHON) -B tests/bench/compare.py --build $(BUILD) --ref='$(REF)' --data '$(FUNDSTELLE_TEST_DATA)' \
	    --rounds $(ROUNDS) --only='$(ONLY)' --stream-seconds $(STREAM_SECONDS) --commits $(COMMITS)

$(BUILD)/bench/passages: tests/bench/passages.c $(static_lib)
	@mkdir -p $(@D)
	$(say) '  LINK    $@'
	$(Q)$(CC) $(all_cflags) $< -o $@ $(static_lib) $(all_ldflags) $(LIBS) -lstdc++

$(BUILD)/bench/empty: tests/bench/empty.cc
	@mkdir -p $(@D)
	$(say) '  LINK    $@'
	$(Q)$(CXX) $(all_cxxflags) $< -o $@ $(all_ldflags) $(LIBS)

# The server's pages in Chromium, where that is installed; screenshots in $(BUILD)/browser/shots.
browser: all
	@tests/browser/run.sh $(BUILD)

asan:
	@$(MAKE) --no-print-directory SANITIZE=1 all

package_lists := packages.txt
bench-deps: package_lists += tests/bench/packages.txt
compare-deps: package_lists += tests/bench/compare.txt
lint-deps: package_lists += tests/lint/packages.txt
fuzz-deps: package_lists += tests/fuzz/packages.txt

# Only what is missing, and says so before it asks for rights.
deps bench-deps compare-deps lint-deps fuzz-deps:
	@command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || { \
	    echo 'make deps: no Debian packages here; the libraries needed are named in packages.txt' >&2; \
	    exit 0; }; \
	wanted=$$(sed 's/#.*//' $(package_lists)); \
	present=$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $$wanted 2>/dev/null \
	    | sed -n 's/ installed$$//p'); \
	missing=; for p in $$wanted; do \
	    printf '%s\n' "$$present" | grep -qx "$$p" || missing="$$missing $$p"; done; \
	test -n "$$missing" || exit 0; \
	sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
	echo "installing missing packages:$$missing"; \
	$$sudo apt-get update -q >/dev/null \
	    || echo 'make deps: apt-get update failed, going on with the old lists' >&2; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing

include tests/lint/lint.mk
include tests/fuzz/fuzz.mk

# ---- install ----------------------------------------------------------------

# The manual pages are the program's help. $(call man_pages,FOLDER,LANGUAGE)
man_pages = mkdir -p $(1); export LC_ALL=C.UTF-8 LANGUAGE=$(2); \
	$(program) --help=man >$(1)/fundstelle.1 || exit 1; \
	for c in $$($(program) --help=commands | cut -f1); do \
	    $(program) $$c --help=man >$(1)/fundstelle-$$c.1 || exit 1; done
man: all man-translations
	@$(call man_pages,$(BUILD)/man,en)
	@cp docs/man/*.[57] $(BUILD)/man

headers := $(sort $(wildcard include/fundstelle/*.h))
examples := $(sort $(wildcard docs/examples/*))
bash_completions = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zsh_completions = $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions
fish_completions = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
unitdir = $(DESTDIR)$(UNITDIR)
docdir = $(DESTDIR)$(PREFIX)/share/doc/fundstelle
# Below PREFIX in the terms of pkg-config, so that it can be moved.
in_prefix = $(patsubst $(PREFIX)/%,$${prefix}/%,$(1))

install: all man install-translations
	install -D -m 755 $(program) $(DESTDIR)$(PREFIX)/bin/fundstelle
	install -D -m 755 $(serve_program) $(DESTDIR)$(PREFIX)/libexec/fundstelle/fundstelle-serve
	install -D -m 644 $(lexicon) $(DESTDIR)$(PREFIX)/share/fundstelle/de.lexicon
	install -D -m 644 $(static_lib) $(DESTDIR)$(LIBDIR)/libfundstelle.a
	install -D -m 755 $(shared_lib) $(DESTDIR)$(LIBDIR)/libfundstelle.so.$(VERSION)
	ln -sf libfundstelle.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(soname)
	ln -sf $(soname) $(DESTDIR)$(LIBDIR)/libfundstelle.so
	mkdir -p $(DESTDIR)$(LIBDIR)/pkgconfig
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@LIBDIR@|$(call in_prefix,$(LIBDIR))|' \
	    -e 's|@INCLUDEDIR@|$(call in_prefix,$(INCLUDEDIR))|' \
	    -e 's|@PRIVATE@|$(strip $(LIBS)) -lstdc++ -lm|' docs/fundstelle.pc.in \
	    >$(DESTDIR)$(LIBDIR)/pkgconfig/fundstelle.pc
	install -D -m 644 include/fundstelle.h $(DESTDIR)$(INCLUDEDIR)/fundstelle.h
	for h in $(headers); do install -D -m 644 $$h $(DESTDIR)$(INCLUDEDIR)/$${h#include/} || exit 1; done
	for page in $(BUILD)/man/*.[157]; do \
	    install -D -m 644 $$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/} || exit 1; done
	for file in $(examples); do \
	    install -D -m 644 $$file $(docdir)/examples/$${file##*/} || exit 1; done
	for file in README.md CHANGELOG.md $(sort $(wildcard docs/*.md)) docs/fundstelle-watch.service; do \
	    install -D -m 644 $$file $(docdir)/$${file##*/} || exit 1; done
	for unit in fundstelle-serve.service fundstelle-serve.socket; do \
	    mkdir -p $(unitdir) && sed 's|/usr/local/bin|$(PREFIX)/bin|' docs/$$unit >$(unitdir)/$$unit || exit 1; done
	install -D -m 644 cli/completions/fundstelle.bash $(bash_completions)/fundstelle
	install -D -m 644 cli/completions/_fundstelle $(zsh_completions)/_fundstelle
	install -D -m 644 cli/completions/fundstelle.fish $(fish_completions)/fundstelle.fish

uninstall: uninstall-translations
	rm -rf $(DESTDIR)$(PREFIX)/share/fundstelle $(DESTDIR)$(PREFIX)/libexec/fundstelle $(docdir)
	rm -f $(DESTDIR)$(PREFIX)/bin/fundstelle
	rm -f $(DESTDIR)$(LIBDIR)/libfundstelle.a $(DESTDIR)$(LIBDIR)/libfundstelle.so*
	rm -f $(DESTDIR)$(LIBDIR)/pkgconfig/fundstelle.pc
	rm -rf $(DESTDIR)$(INCLUDEDIR)/fundstelle $(DESTDIR)$(INCLUDEDIR)/fundstelle.h
	rm -f $(DESTDIR)$(MANDIR)/man[157]/fundstelle.[157] $(DESTDIR)$(MANDIR)/man[157]/fundstelle-*.[157]
	rm -f $(unitdir)/fundstelle-serve.service $(unitdir)/fundstelle-serve.socket
	rm -f $(bash_completions)/fundstelle $(zsh_completions)/_fundstelle \
	    $(fish_completions)/fundstelle.fish

clean:
	rm -rf $(BUILD)
