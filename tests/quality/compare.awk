# Paired randomization test of two runs (R. A. Fisher 1935; for retrieval: Smucker, Allan and
# Carterette, "A comparison of statistical significance tests for information
# retrieval evaluation", CIKM 2007).
#   awk -f compare.awk BASE FULL     (lines "qid value", both with the same qids)
# Prints: difference of the means (FULL - BASE) and the two-sided p.

FNR == NR {
    base[$1] = $2
    next
}

($1 in base) {
    difference[n++] = $2 - base[$1]
    sum += $2 - base[$1]
}

END {
    if (n == 0) {
        print "compare.awk: no common queries" > "/dev/stderr"
        exit 2
    }
    srand(1)
    rounds = 10000
    observed = sum < 0 ? -sum : sum
    for (r = 0; r < rounds; r++) {
        total = 0
        for (i = 0; i < n; i++)
            total += rand() < 0.5 ? difference[i] : -difference[i]
        if (total < 0)
            total = -total
        extreme += total >= observed - 1e-12
    }
    printf "%+.4f %.4f\n", sum / n, (extreme + 1) / (rounds + 1)
}
