# A disk that is full, and one that may only be read: nothing is lost of what was told as
# committed, nothing is left of what was not, and it goes on when there is room again.
. "$(dirname "$0")/lib.sh"
# shellcheck source=mounts.sh
. "$root/tests/cli/mounts.sh"
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
# libxapian leaks where it meets a full disk.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
: "${FUND_LONG:=1}"

# leave BYTES: free on ./disk, no more.
leave() {
    rm -f disk/ballast
    dd if=/dev/zero of=disk/ballast bs=4096 count=$((($(room) - $1) / 4096)) 2>/dev/null
}

# released BEFORE WHEN: as much room as then; $slack for what a file system keeps for a folder.
released() {
    now=$(room)
    [ $((now + slack)) -ge "$1" ] || fail "$kind, $2: $1 bytes were free, $now are: $(ls -lR disk/index)"
}

# no_room: the run before ended as it should.
no_room() {
    expect_status 2
    expect_err disk/index
    expect_err 'No space left'
    ! grep -qi 'block\|cancel()\|xapian::' err || fail "$kind: libxapian's own words: $(cat err)"
}

fill() {
    many 300 | "$fundstelle" index -q -i disk/index - || fail "$kind: cannot index on the small disk"
    run remove -i disk/index m7
    expect_status 0
    articles=299

    # A bulk build, and changes one after the other, that do not fit.
    size=$(du -s -B 1 disk/index | cut -f 1)
    for tight in 0 40000 $((size * 2)) $((size * 4)); do
        leave "$tight"
        before=$(room)
        for what in 'many 6000 1000' 'many 900 1000'; do
            $what >new.jsonl
            run index -i disk/index new.jsonl
            if [ "$status" != 0 ]; then
                no_room
                whole disk/index "$articles"
                released "$before" "$what with room for $tight"
            else
                expect_in_out "$(wc -l <new.jsonl) added"
                sed 's/.*"id":"\([^"]*\)".*/\1/' new.jsonl | xargs "$fundstelle" remove -i disk/index >out 2>err ||
                    fail "$kind: remove: $(cat err)"
                run compact -i disk/index
                whole disk/index "$articles"
            fi
        done
        run search -i disk/index --format=trec Kai
        expect_status 0
        [ "$tight" -ge "$size" ] || continue
        # Little fits, where much did not.
        many 1 9000 >little.jsonl
        run index -i disk/index little.jsonl
        expect_status 0
        run remove -i disk/index m9000
        expect_status 0
        run remove -i disk/index "m$((tight / size))"
        expect_status 0
        articles=$((articles - 1))
        run compact -i disk/index # needs room for what it makes, in parts and as a whole
        [ "$tight" -lt $((size * 4)) ] || expect_status 0
        whole disk/index "$articles"
    done

    # A stream until there is no room: what was told as committed is there, and no more.
    for turn in $(seq $((2 * FUND_LONG))); do
        leave $((size * 2 + turn * 7000))
        before=$(count disk/index)
        many 100000 $((turn * 100000)) | timeout 300 "$fundstelle" index -i disk/index --verbose \
            --commit-every $((turn * 13 % 40 + 3)) - >out 2>err
        status=$? last="$kind: a stream until the disk is full"
        no_room
        told=$(sed -n 's/.*+\([0-9]*\) ~0 -0.*/\1/p' err | awk '{ sum += $1 } END { print sum + 0 }')
        added=$(sed -n 's/^\([0-9]*\) added.*/\1/p' out)
        [ "$told" = "$added" ] || fail "$last: told $told, at the end $added: $(tail -n 3 err)"
        [ "$told" -gt 0 ] || fail "$last: nothing was committed: $(cat err)"
        whole disk/index $((before + told))
        run show -i disk/index "m$((turn * 100000 + told - 1))"
        expect_status 0
        run show -i disk/index "m$((turn * 100000 + told))"
        [ "$status" != 0 ] || fail "$last: what was not committed is there"
        before=$(room)
        run compact -i disk/index # needs room for both
        if [ "$status" != 0 ]; then
            no_room
            released "$before" compact
        fi
        whole disk/index
        rm disk/ballast
        run compact -i disk/index
        expect_status 0
        seq -f m%.0f $((turn * 100000)) $((turn * 100000 + told - 1)) | xargs "$fundstelle" remove -i disk/index >out 2>err ||
            fail "$kind: remove behind a full disk: $(cat err)"
    done

    # Not a byte.
    rm -f disk/ballast
    articles=$(count disk/index)
    dd if=/dev/zero of=disk/ballast bs=4096 2>/dev/null
    dd if=/dev/zero of=disk/ballast2 bs=512 2>/dev/null
    many 1 9000 >little.jsonl
    for command in 'index -i disk/index little.jsonl' 'remove -i disk/index m20' 'compact -i disk/index' \
        'alert -i disk/index add kai Kai' 'index -i disk/other little.jsonl'; do
        # shellcheck disable=SC2086 # words
        run $command
        case $status,$command in
        0,'index -i disk/index '*) articles=$((articles + 1)) ;;
        0,remove*) articles=$((articles - 1)) ;;
        0,*) ;;
        *)
            expect_status 2
            expect_err 'No space left'
            ;;
        esac
        whole disk/index "$articles"
    done
    run search -i disk/other Kai
    [ "$status" != 0 ] || fail "an index on a full disk: $(cat out)"
    rm disk/ballast disk/ballast2
    run index -i disk/index little.jsonl
    expect_status 0
    run index -i disk/other little.jsonl
    expect_status 0
    whole disk/other 1
    run remove -i disk/index m20 m9000
    expect_status 0
    run compact -i disk/index
    expect_status 0
    whole disk/index

    # "watch" ends with a message, or goes on and has it when there is room.
    mkdir -p watched
    rm -f watched/*
    "$fundstelle" watch -i disk/index --quiet watched >out 2>err &
    watcher=$!
    many 1 5001 >first.jsonl
    mv first.jsonl watched # whole: a message about an empty file would be taken for the awaited one
    awaited 'artikel:m5001'
    dd if=/dev/zero of=disk/ballast bs=4096 2>/dev/null
    many 3000 6000 >second.jsonl
    mv second.jsonl watched
    for _ in $(seq 200); do
        if [ -s err ] || ! kill -0 $watcher 2>/dev/null; then break; fi
        sleep 0.05
    done
    expect_err 'No space left'
    run search -i disk/index --format=trec artikel:m5001
    expect_status 0
    whole disk/index
    rm disk/ballast
    sleep 0.2 # it may be about to end
    if kill -0 $watcher 2>/dev/null; then
        touch watched/second.jsonl
        awaited 'artikel:m8999'
        kill $watcher
        wait $watcher
    else
        wait $watcher
        status=$? last="watch on a full disk"
        expect_status 2
    fi
    run index -q -i disk/index watched
    expect_status 0
    run search -i disk/index --format=trec artikel:m8999
    expect_status 0
}

awaited() { # QUERY
    for _ in $(seq 400); do
        "$fundstelle" search -i disk/index --format=trec "$1" >found 2>&1 && return
        kill -0 $watcher 2>/dev/null || break
        sleep 0.05
    done
    fail "$kind: watch: $1 never came: $(cat err found)"
}

read_only() {
    articles=$(count disk/index)
    run alert -i disk/index add kai Kai
    expect_status 0
    find disk -printf '%p %s %T@\n' | sort >before
    mount -o remount,ro disk || return
    while read -r command; do
        # shellcheck disable=SC2086 # words
        run $command
        expect_status 0
        sed -i '/^[0-9]* matches in [0-9]* passages/d' err # which kwic tells
        expect_err
    done <<'COMMANDS'
search -i disk/index Kai
kwic -i disk/index Kai
complete -i disk/index Mel
show -i disk/index m1
export -i disk/index
check -i disk/index
verify -i disk/index
status -i disk/index
alert -i disk/index list
COMMANDS
    whole disk/index "$articles"
    while read -r command; do
        # shellcheck disable=SC2086 # words
        run $command
        expect_status 2
        expect_err 'disk/'
        expect_err 'Read-only file system'
    done <<'COMMANDS'
index -i disk/index little.jsonl
watch -i disk/index --once little.jsonl
remove -i disk/index m1
compact -i disk/index
alert -i disk/index add boot Boot
index -i disk/fresh little.jsonl
COMMANDS
    find disk -printf '%p %s %T@\n' | sort | diff before - || fail "changed, though it is read-only"
    mount -o remount,rw disk
    run index -i disk/index little.jsonl
    expect_status 0
}

for kind in tmpfs ext4; do
    slack=4096
    [ $kind = tmpfs ] || slack=32768
    rm -rf disk image
    if ! mount_disk $kind 6M; then
        echo "$kind: not on this machine"
        continue
    fi
    fill
    read_only
    umount disk
done

# No more files.
mount_disk tmpfs 8M nr_inodes=24 || exit 0
kind='few files'
for number in $(seq 60); do
    many 1 "$number" >little.jsonl
    run index -i disk/index - <little.jsonl
    [ "$status" = 0 ] || break
    whole disk/index "$number"
done
if [ "$status" != 0 ]; then
    no_room
    number=$((number - 1))
fi
whole disk/index "$number"
run compact -i disk/index
[ "$status" = 0 ] || no_room
whole disk/index "$number"
