# What "watch" and "index --prune" do when a file system comes and goes: nothing is removed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"

# A namespace of its own, so that nothing is left behind.
if [ -z "${FUND_TEST_NAMESPACE:-}" ]; then
    for form in -m -rm; do
        unshare $form mount -t tmpfs none "$work" 2>/dev/null || continue
        FUND_TEST_NAMESPACE=1 unshare $form sh "$root/tests/cli/t_watch_mount.sh"
        exit
    done
    skip "mounting is not allowed here"
fi

leave() {
    cd / || return
    awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r |
        xargs -r umount -l
}

mkdir disk a
mount -t tmpfs none disk
articles 1 12 disk/a
articles 1 1 rest

# saw: until the watcher has seen what happened before.
saw() {
    seen=$((${seen:-100} + 1))
    articles $seen $seen rest
    found "artikel:n$seen"
}

# ---- unmounted and mounted again; SIGTERM meanwhile ----------------------------------------
mount --bind disk/a a
start a rest
has 13
umount a
await 'a: is missing; its articles are kept until it is back'
end TERM
has 13
told 0 ' -12'
mount --bind disk/a a
start a rest
umount a
await 'a: is missing; its articles are kept until it is back'
saw
articles 13 13 disk/a
rm disk/a/n1.txt
mount --bind disk/a a
found artikel:n13
articles 14 14 a
found artikel:n14
counted 15
end TERM
told 1 'a: is missing'

# ---- the file system itself ends, and another one of the same kind comes ---------------------------
rm -r index
umount a
mount -t tmpfs none a
articles 1 12 a
start a rest
umount a
await 'a: is missing'
mount -t tmpfs none a # empty
saw
saw
has 16
articles 1 13 a
found artikel:n13
articles 14 14 a
found artikel:n14
end TERM
has 18

# ---- umount -l while it is in use: no event comes ------------------------------------------------
rm -r index
(
    cd a || exit
    exec sleep 1000
) &
sleeper=$!
start a rest
umount -l a
await 'a: is missing'
saw
kill $sleeper
saw
articles 15 15 disk/a
mount --bind disk/a a # which lacks one
found artikel:n15
counted 20
end TERM
told 1 'is missing'

# ---- another file system over the root ---------------------------------------------------------------
rm -r index
start a rest
mount -t tmpfs none a # an empty one
await 'a: is missing'
saw
umount a
saw
articles 20 20 a
found artikel:n20
mkdir other
articles 301 312 other 'eine Fähre'
mount --bind other a
await 'a: 15 of 15 articles are gone; none was removed'
found artikel:n312
articles 313 313 other 'eine Fähre'
found artikel:n313
umount a
await 'a: 13 of 28 articles are gone; none was removed'
articles 21 21 a
found artikel:n21
mount --bind a a # the same: nothing happens
saw
articles 22 22 a
found artikel:n22
umount a
end TERM
told 1 'is missing'

# ---- started on an empty mount point: nothing is removed, and no alert told again ---------------------------
rm -r index
run index -i index rest
run alert -i index add boot Boot
expect_status 0
start --alerts a rest
await n22 events
umount a
end TERM
articles=$(count)
run index -i index --prune a
expect_status 2
expect_err 'a: is empty; its 17 articles were kept (--prune=force removes them)'
has "$articles"
start --alerts a rest
told 1 'a: is empty; its 17 articles were kept'
saw
mount --bind disk/a a
articles 23 23 a
found artikel:n23
end TERM
! grep -q 'n2[0-2]' events || fail "alerts were told again: $(cat events)"
has $((articles + 2))

# ---- a root in another one; a file that is a root ----------------------------------------------------------------
rm -r index rest
umount a
mkdir outer outer/inner
articles 1 12 outer
mount -t tmpfs none outer/inner
articles 21 32 outer/inner
articles 41 41 disk
start outer outer/inner disk/n41.txt
has 25
umount outer/inner
await 'outer/inner: is missing'
rm outer/n1.txt
counted 24
umount disk
await 'disk/n41.txt: is missing'
articles 13 13 outer
found artikel:n13
has 25
mount -t tmpfs none outer/inner
mount -t tmpfs none disk
articles 33 33 outer/inner
articles 41 41 disk 'ein Zeppelin'
await 'outer/inner: 12 of '
found Zeppelin
found artikel:n33
end TERM
umount outer/inner
run index -i index --prune outer outer/inner
expect_status 2
expect_err 'outer/inner: is empty; its 13 articles were kept'
has 26

# ---- --prune=force: not what was unmounted, but what is empty when it starts ---------------------
mount -t tmpfs none outer/inner
articles 21 32 outer/inner
start --prune=force outer/inner
umount outer/inner
await 'outer/inner: is missing'
end TERM
has 25
start --prune=force outer/inner
end TERM
has 13
