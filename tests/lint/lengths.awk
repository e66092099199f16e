# Sources of more than 1,000 lines (headers may be longer), functions of more than 80. A function
# begins at a line in the first column that ends with a parenthesis, before a brace alone, and ends
# with one. Tables in it (of options, of cases) are data and do not count.
FNR == 1 { check_file(); name = FILENAME }
/^[a-zA-Z_].*\(/ { head = $0; head_at = FNR }
/^\{/ { begin = head_at; table = table_at = 0 }
/^    (} )?[a-z].* = \{$/ { table_at = FNR }
/^    \};$/ { if (table_at) table += FNR - table_at; table_at = 0 }
/^\}/ {
    if (begin && FNR - begin + 1 - table > 80) {
        sub(/\(.*/, "", head)
        print FILENAME ":" begin ": " FNR - begin + 1 - table " lines of " head
        bad = 1
    }
    begin = 0
}
{ lines = FNR }
END { check_file(); exit bad }

function check_file() {
    if (lines > 1000 && name !~ /\.h$/) {
        print name ": " lines " lines"
        bad = 1
    }
}
