# What is built has the protections that docs/security.md names.
. "$(dirname "$0")/lib.sh"
command -v readelf >/dev/null || skip "needs readelf"
for file in fundstelle fundstelle-serve libfundstelle.so; do
    readelf -hldW "$BUILD/$file" >headers 2>/dev/null || fail "$file: not an ELF file"
    grep -q 'Type: *DYN' headers || fail "$file: not position independent"
    grep -q 'GNU_RELRO' headers || fail "$file: no RELRO"
    grep -q 'BIND_NOW' headers || fail "$file: not bound at its start, so RELRO is not full"
    grep 'GNU_STACK' headers >stack || fail "$file: nothing about its stack"
    ! grep -q 'RWE' stack || fail "$file: its stack may be run"
    ! grep -q 'TEXTREL' headers || fail "$file: text relocations"
    ! awk '$1 == "LOAD"' headers | grep -q 'RWE' || fail "$file: memory to write and to run"
    readelf --dyn-syms -W "$BUILD/$file" >symbols
    grep -q '__stack_chk_fail' symbols || fail "$file: no stack protector"
    if [ -z "${SANITIZE:-}" ] && ! grep -q -e ' -O0' "$BUILD/flags"; then
        grep -qE '__(memcpy|memmove|vsnprintf|snprintf|fprintf|printf)_chk' symbols ||
            fail "$file: not fortified"
    fi
done
readelf -dW "$BUILD/fundstelle" | grep -q 'FLAGS_1.*PIE' || fail "fundstelle: no PIE"
