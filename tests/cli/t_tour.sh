# The commands of docs/tour.md work, and say what is told there.
. "$(dirname "$0")/lib.sh"
cp -R "$root/corpus" corpus 2>/dev/null || fail 'no samples'
awk '/^    / { sub(/^    /, ""); print }' "$root/docs/tour.md" >lines
count=0
while IFS= read -r line; do
    case $line in
    *'~/'* | *interactive*) command= ;;
    '$ fundstelle '*)
        command=${line#'$ fundstelle '}
        eval "\"\$fundstelle\" $command" >out 2>err </dev/null
        status=$?
        last=$command
        case $status in
        0 | 1) ;;
        *) fail "$command: status $status: $(cat err)" ;;
        esac
        count=$((count + 1))
        ;;
    '$ '*) command= ;;
    'fundstelle: note: '* | 'fundstelle: alert: '*) [ -z "$command" ] || expect_err "$line" ;;
    esac
done <lines
[ "$count" -gt 10 ] || fail "only $count commands"
