# Figures of a compound splitter.
#   awk -f splits.awk GOLD SPLIT
# Both have a word a line, in the same order, with '|' between parts; '~' in
# GOLD is a place where either answer is right.  Prints: words, exact (all
# places right), precision, recall and F1 of the places, and the share of
# words without any place in GOLD that were split.

BEGIN {
    FS = "\n"
}

FNR == 1 {
    file++
}

/^#/ || /^$/ {
    next
}

file == 1 {
    gold[++words] = $0
    next
}

{
    judge(gold[++seen], $0)
}

# The places of one word: marks["3"] = "|" is before its fourth character.
function places(word, marks,    i, n, c, at) {
    split("", marks)
    n = split(word, letters, "")
    for (i = 1; i <= n; i++) {
        c = letters[i]
        if (c == "|" || c == "~")
            marks[at] = c
        else
            at++
    }
    return at
}

function judge(right, ours,    i, n, wrong, compound, cut) {
    n = places(right, expected)
    if (places(ours, given) != n) {
        print "splits.awk: " right " and " ours " are different words" > "/dev/stderr"
        failed = 1
        exit 2
    }
    for (i = 1; i < n; i++) {
        compound += expected[i] != ""
        cut += given[i] != ""
        if (expected[i] == "~")
            continue
        if (expected[i] == "|" && given[i] != "")
            hits++
        else if (expected[i] != "" || given[i] != "")
            wrong++
        misses += expected[i] == "|" && given[i] == ""
        extra += expected[i] == "" && given[i] != ""
    }
    exact += !wrong
    if (!compound) {
        simple++
        false_splits += cut > 0
    }
    if (verbose && wrong)
        print right "\t" ours > "/dev/stderr"
}

END {
    if (failed || words == 0 || seen != words) {
        if (!failed)
            print "splits.awk: " words + 0 " words to compare with " seen + 0 > "/dev/stderr"
        exit 2
    }
    precision = hits + extra > 0 ? hits / (hits + extra) : 0
    recall = hits + misses > 0 ? hits / (hits + misses) : 0
    f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    printf "%d %.4f %.4f %.4f %.4f %.4f\n", words, exact / words, precision, recall, f1, \
        (simple > 0 ? false_splits / simple : 0)
}
