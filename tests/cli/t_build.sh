# A second make has nothing to do.
. "$(dirname "$0")/lib.sh"
make -C "$root" -q BUILD="$BUILD" all >/dev/null 2>&1 || fail "make would build something again"
