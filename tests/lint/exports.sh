#!/bin/sh
# Functions and data that objects export, though no other object uses them, and no program on the
# library is likely to. Arguments: all objects.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -A --defined-only "$@" | sed -n 's/^\(.*\):[0-9a-f]* [TDBR] \(.*\)$/\2 \1/p' |
    grep -v '^_Z' | grep -v '^main ' | sort >"$work/defined"
nm -A -u "$@" | sed 's/.* U //' | sort -u >"$work/used"
# What programs on the library may call, and seams of tests: an analyzer of their own. malloc_conf is
# read by jemalloc, MHD_queue_response called by libmicrohttpd.
cat include/fundstelle/*.h | tr '\n' ' ' | grep -oE 'FUND_API [^;]*;' |
    grep -oE 'fund_[a-z0-9_]+\(' | tr -d '(' | sort -u >"$work/public"
printf '%s\n' fund_indexer_open_with fund_searcher_open_with fund_index_status_with \
    fund_lexicon_fingerprint fund_sketch_similarity malloc_conf MHD_queue_response \
    fund_pdf_need fund_pdf_read_here fund_docx_read_here fund_odt_read_here fund_epub_read_here \
    fund_rtf_read_here >>"$work/public"
sort -u "$work/used" "$work/public" >"$work/known"
[ "$(wc -l <"$work/defined")" -gt 100 ] || { echo 'exports.sh: no symbols were found' >&2; exit 2; }
dead=$(join -v 1 "$work/defined" "$work/known")
[ -z "$dead" ] || { printf '%s\n' "$dead" | sed 's/^\([^ ]*\) .*obj\/\(.*\)\.o$/\2: \1 is used in its file alone/'; exit 1; }
