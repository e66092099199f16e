# Ranking metrics of a TREC run against TREC qrels.
#   awk [-v values=FILE] -f evaluate.awk QRELS RUN
# Prints: queries, MRR@10, recall@10 and nDCG@10 (Jarvelin & Kekalainen 2002,
# gain 2^relevance - 1), each averaged over the queries of the qrels; a query
# without any result counts as zero.  FILE gets "qid reciprocal-rank" a line.

function relevant(qid, doc) {
    return ((qid, doc) in grade) ? grade[qid, doc] : 0
}

# The gains of a query in their best order, by a small insertion sort.
function ideal(qid,    i, j, n, list, gains, sum, g) {
    n = split(judged[qid], list, SUBSEP)
    for (i = 1; i <= n; i++) {
        g = 2 ^ list[i] - 1
        for (j = i - 1; j >= 1 && gains[j] < g; j--)
            gains[j + 1] = gains[j]
        gains[j + 1] = g
    }
    sum = 0
    for (i = 1; i <= n && i <= 10; i++)
        sum += gains[i] / (log(i + 1) / log(2))
    return sum
}

FNR == NR {
    if (NF < 4 || $1 ~ /^#/)
        next
    if (!($1 in total)) {
        total[$1] = 0
        queries++
    }
    if ($4 > 0) {
        grade[$1, $3] = $4
        total[$1]++
        judged[$1] = judged[$1] (judged[$1] == "" ? "" : SUBSEP) $4
    }
    next
}

$4 <= 10 {
    g = relevant($1, $3)
    if (g > 0) {
        if (!($1 in first) || $4 < first[$1])
            first[$1] = $4
        found[$1]++
        dcg[$1] += (2 ^ g - 1) / (log($4 + 1) / log(2))
    }
}

END {
    for (qid in total) {
        if (total[qid] == 0)
            continue
        reciprocal = (qid in first) ? 1 / first[qid] : 0
        mrr += reciprocal
        if (values != "")
            print qid, reciprocal > values
        recall += found[qid] / (total[qid] < 10 ? total[qid] : 10)
        ndcg += dcg[qid] / ideal(qid)
        if (verbose && (found[qid] + 0) < (total[qid] < 10 ? total[qid] : 10))
            print "incomplete: " qid " found " (found[qid] + 0) " of " total[qid] \
                ", first at " ((qid in first) ? first[qid] : "-") > "/dev/stderr"
    }
    if (queries == 0) {
        print "evaluate.awk: no judgements read" > "/dev/stderr"
        exit 2
    }
    printf "%d %.4f %.4f %.4f\n", queries, mrr / queries, recall / queries, ndcg / queries
}
