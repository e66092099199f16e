/*
 * A MinHash sketch of a text: few bytes from which the resemblance of two texts, the
 * Jaccard coefficient of their sets of shingles, is estimated (A. Broder, "On the
 * resemblance and containment of documents", 1997).
 *
 * One permutation hashing (P. Li, A. Owen, C.-H. Zhang, NIPS 2012): each shingle is
 * hashed once, and its first bits choose a bucket, which keeps the smallest hash. Of
 * that a byte remains (b-bit minwise hashing, P. Li, A. C. Koenig, WWW 2010); other
 * shingles have the same one in 1 of 255, which the estimate makes up for. 0 is a
 * bucket that no shingle fell in; where both are empty they say nothing.
 */
#include "stemmer/stemmer.h"

#include <math.h>

enum { VALUES = 255, BUCKET_BITS = 6 };

/* Shingles that different short texts may share: what an agency or a paper puts below all
 * of its articles. Chosen on news. */
static const double in_common = 6;

_Static_assert(1 << BUCKET_BITS == FUND_SKETCH_BYTES, "a bucket is a byte");

void fund_sketch_reset(fund_sketch_maker *maker)
{
    *maker = (fund_sketch_maker){.tokens = 0};
    for (size_t i = 0; i < FUND_SKETCH_BYTES; i++) {
        maker->least[i] = UINT64_MAX;
    }
}

/* The finalizer of MurmurHash3: every bit of the input moves every bit of the result. */
static uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 33;
}

void fund_sketch_add(fund_sketch_maker *maker, uint64_t token)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t *before = maker->before;
    uint64_t hash = mix((before[0] * factor + before[1]) * factor + token);
    before[0] = before[1];
    before[1] = token;
    if (maker->tokens < FUND_SKETCH_SHINGLE - 1) {
        maker->tokens++;
        return;
    }
    uint64_t *least = &maker->least[hash >> (64 - BUCKET_BITS)];
    *least = hash < *least ? hash : *least;
}

bool fund_sketch_finish(unsigned char out[FUND_SKETCH_BYTES], const fund_sketch_maker *maker)
{
    size_t filled = 0;
    for (size_t i = 0; i < FUND_SKETCH_BYTES; i++) {
        bool empty = maker->least[i] == UINT64_MAX;
        out[i] = empty ? 0 : (unsigned char)(1 + (maker->least[i] & 0xffffff) % VALUES);
        filled += empty ? 0 : 1;
    }
    return filled >= FUND_SKETCH_FILLED_MIN;
}

/* Buckets that either text has filled. */
static unsigned filled_by(const unsigned char *a, const unsigned char *b)
{
    unsigned filled = 0;
    for (size_t i = 0; i < FUND_SKETCH_BYTES; i++) {
        filled += (a[i] | b[i]) != 0;
    }
    return filled;
}

double fund_sketch_similarity(const unsigned char *a, const unsigned char *b)
{
    unsigned filled = filled_by(a, b), same = 0;
    for (size_t i = 0; i < FUND_SKETCH_BYTES; i++) {
        same += a[i] == b[i];
    }
    if (filled == 0) {
        return 0;
    }
    const double by_chance = 1.0 / VALUES;
    double share = (double)(same - (FUND_SKETCH_BYTES - filled)) / filled;
    double estimate = (share - by_chance) / (1 - by_chance);
    return estimate > 0 ? estimate : 0;
}

/* Of m shingles, each bucket stays empty with a probability of exp(-m / buckets). */
static double shingles_of(unsigned filled)
{
    const double all = FUND_SKETCH_BYTES;
    return filled < FUND_SKETCH_BYTES ? -all * log1p(-(double)filled / all) : HUGE_VAL;
}

bool fund_sketch_is_version(const unsigned char *a, const unsigned char *b, double least)
{
    double similarity = fund_sketch_similarity(a, b);
    return similarity >= least && similarity >= least + in_common / shingles_of(filled_by(a, b));
}
