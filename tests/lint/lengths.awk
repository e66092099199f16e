# Files of more than 500 lines, functions of more than 80. A function begins at a line in
# the first column that ends with a parenthesis, before a brace alone, and ends with one.
FNR == 1 { check_file(); name = FILENAME }
/^[a-zA-Z_].*\(/ { head = $0; head_at = FNR }
/^\{/ { begin = head_at }
/^\}/ {
    if (begin && FNR - begin + 1 > 80) {
        sub(/\(.*/, "", head)
        print FILENAME ":" begin ": " FNR - begin + 1 " lines of " head
        bad = 1
    }
    begin = 0
}
{ lines = FNR }
END { check_file(); exit bad }

function check_file() {
    if (lines > 500) {
        print name ": " lines " lines"
        bad = 1
    }
}
