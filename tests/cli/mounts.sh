# shellcheck disable=SC2154 # lib.sh sets $work and $root
# Sourced by tests that mount, behind lib.sh: runs the script again in a namespace of its own, so
# that nothing is left behind; where that may not be done, it is skipped.
if [ -z "${FUND_TEST_NAMESPACE:-}" ]; then
    for form in -m -rm; do
        unshare $form mount -t tmpfs none "$work" 2>/dev/null || continue
        FUND_TEST_NAMESPACE=1 unshare $form sh "$root/tests/cli/$(basename "$0")"
        exit
    done
    skip "mounting is not allowed here"
fi
trap 'cd / && unmount_all; rm -rf "$work"' EXIT

unmount_all() {
    awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r |
        xargs -r umount -l
}

# mount_disk KIND BYTES OPTIONS: an empty file system on ./disk; false where that kind cannot be.
mount_disk() {
    mkdir -p disk
    case $1 in
    tmpfs) mount -t tmpfs -o "size=$2${3:+,$3}" none disk ;;
    ext4)
        command -v mkfs.ext4 >/dev/null || return
        truncate -s "$2" image && mkfs.ext4 -q -F -m 0 -O ^has_journal image &&
            mount -o loop${3:+,$3} image disk 2>/dev/null && rmdir disk/lost+found
        ;;
    esac
}

# room: bytes that are free on ./disk.
room() {
    sync -f disk
    df --output=avail -B 1 disk | tail -n 1
}
