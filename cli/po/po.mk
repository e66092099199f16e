# Translations of the messages, by gettext. "make po" after a change of messages, then edit the
# .po files. fundstelle.pot is not kept: the sources and the .po files have all that is in it.
languages := $(sort $(basename $(notdir $(wildcard cli/po/*.po))))
catalogues := $(foreach l,$(languages),$(BUILD)/locale/$(l)/LC_MESSAGES/fundstelle.mo)
localedir = $(DESTDIR)$(PREFIX)/share/locale
# Where messages are made. The libraries' formats are looked up by these functions themselves.
message_keywords := fund_tr FUND_TR fund_trn:1,2 fund_error_set:3 fund_error_set_in:5 fund_error_prefix:2 \
	fund_corpus_problem:4 fund_corpus_lose:3 fund_diagnostic_add:4 FUND_PARSER_DIAGNOSTIC:3 fail:2 fail_in:3 fund_log:2 cli_error:1 misuse:2 \
	CLI_OPTION_FLAG:4 CLI_OPTION_TEXT:5 CLI_OPTION_NUMBER:5 CLI_OPTION_TEXTS:4 CLI_OPTION_JOBS:2 CLI_OPTION_COUNT:2 CLI_OPTION_PRUNE:2
message_formats := fund_error_set:3 fund_error_set_in:5 fund_error_prefix:2 fund_corpus_problem:4 fund_corpus_lose:3 \
	fund_diagnostic_add:4 FUND_PARSER_DIAGNOSTIC:3 fail:2 fail_in:3 fund_log:2 cli_error:1 misuse:2
message_sources := $(lib_sources) $(render_sources) $(serve_sources) $(sort $(wildcard cli/*.c cli/*.h))

translations: $(catalogues)

$(BUILD)/locale/%/LC_MESSAGES/fundstelle.mo: cli/po/%.po
	@mkdir -p $(@D)
	$(say) '  MSGFMT  $<'
	$(Q)msgfmt --check-format -o $@ $<

# xgettext takes C++ for C here: what it has to see is calls with literals.
$(BUILD)/fundstelle.pot: $(message_sources) cli/po/po.mk
	@mkdir -p $(@D)
	$(Q)xgettext --language=C --from-code=UTF-8 --sort-by-file --no-wrap --keyword \
	    $(addprefix --keyword=,$(message_keywords)) \
	    $(foreach f,$(message_formats),--flag=$(f):c-format) --flag=fund_tr:1:pass-c-format \
	    --flag=fund_trn:1:pass-c-format --flag=fund_trn:2:pass-c-format \
	    --package-name=fundstelle --copyright-holder='the authors of Fundstelle' \
	    -o $@ $(message_sources)

po: $(BUILD)/fundstelle.pot
	@for l in $(languages); do \
	    msgmerge --quiet --update --backup=none --no-wrap --no-fuzzy-matching cli/po/$$l.po $< || exit 1; \
	    msgattrib --no-obsolete --no-wrap --no-location -o cli/po/$$l.po cli/po/$$l.po; \
	    sed -i -e '/^"POT-Creation-Date:/d' -e '/^"Report-Msgid-Bugs-To:/d' cli/po/$$l.po; \
	    msgfmt --check-format --statistics -o /dev/null cli/po/$$l.po || exit 1; done

# As the English ones are.
man-translations: all
	@for l in $(languages); do $(call man_pages,$(BUILD)/man/$$l,$$l); \
	    cp docs/man/$$l/*.[57] $(BUILD)/man/$$l || exit 1; done

install-translations: all man
	for l in $(languages); do \
	    install -D -m 644 $(BUILD)/locale/$$l/LC_MESSAGES/fundstelle.mo \
	        $(localedir)/$$l/LC_MESSAGES/fundstelle.mo || exit 1; \
	    for page in $(BUILD)/man/$$l/*.[157]; do \
	        install -D -m 644 $$page $(DESTDIR)$(MANDIR)/$$l/man$${page##*.}/$${page##*/} || exit 1; \
	    done; done

uninstall-translations:
	for l in $(languages); do rm -f $(localedir)/$$l/LC_MESSAGES/fundstelle.mo \
	    $(DESTDIR)$(MANDIR)/$$l/man[157]/fundstelle.[157] \
	    $(DESTDIR)$(MANDIR)/$$l/man[157]/fundstelle-*.[157]; done
