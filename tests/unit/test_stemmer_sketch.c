/* Sketches: what they promise of any text, and how well they tell copies. */
#include "tests/quality/duplicates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef unsigned char bytes[FUND_SKETCH_BYTES];

/* A sketch of the tokens begin..end. */
static bool sketch_range(unsigned char *out, uint64_t begin, uint64_t end)
{
    fund_sketch_maker maker;
    fund_sketch_reset(&maker);
    for (uint64_t token = begin; token < end; token++) {
        fund_sketch_add(&maker, fund_hash64(&token, sizeof token));
    }
    return fund_sketch_finish(out, &maker);
}

static void test_same_text(void **unused)
{
    (void)unused;
    for (uint64_t count = 30; count < 3000; count *= 2) {
        bytes a, b;
        assert_true(sketch_range(a, 0, count));
        assert_true(sketch_range(b, 0, count));
        assert_memory_equal(a, b, sizeof a);
        assert_true(fabs(fund_sketch_similarity(a, b) - 1) < 1e-9);
    }
}

/* The bytes are in indexes: another value is another format. */
static void test_bytes(void **unused)
{
    (void)unused;
    fund_sketch_maker maker;
    fund_sketch_reset(&maker);
    for (uint64_t token = 1; token <= 40; token++) {
        fund_sketch_add(&maker, token * 1000003);
    }
    bytes got;
    assert_true(fund_sketch_finish(got, &maker));
    unsigned sum = 0, empty = 0;
    for (size_t i = 0; i < sizeof got; i++) {
        sum = sum * 31 + got[i];
        empty += got[i] == 0;
    }
    assert_int_equal(empty, 34);
    assert_int_equal(sum, 0xbca28497u);
}

static void test_too_short(void **unused)
{
    (void)unused;
    bytes out;
    assert_false(sketch_range(out, 0, 0));
    for (size_t i = 0; i < sizeof out; i++) {
        assert_int_equal(out[i], 0);
    }
    assert_false(sketch_range(out, 0, FUND_SKETCH_SHINGLE));
    assert_false(sketch_range(out, 0, FUND_SKETCH_FILLED_MIN + 1));
    assert_true(sketch_range(out, 0, 40));
    fund_sketch_maker maker; /* one word a thousand times says nothing either */
    fund_sketch_reset(&maker);
    for (size_t i = 0; i < 1000; i++) {
        fund_sketch_add(&maker, 7);
    }
    assert_false(fund_sketch_finish(out, &maker));
}

static void test_no_sketch_is_like_none(void **unused)
{
    (void)unused;
    bytes none = {0}, some;
    assert_true(sketch_range(some, 0, 500));
    assert_true(fund_sketch_similarity(none, none) < 1e-9);
    assert_true(fund_sketch_similarity(none, some) < 1e-9);
    assert_true(fund_sketch_similarity(some, none) < 1e-9);
}

/* Texts that share a run of tokens have a Jaccard coefficient that is known. */
static void test_estimate(void **unused)
{
    (void)unused;
    const uint64_t length = 600;
    for (uint64_t shared = 0; shared <= length; shared += 60) {
        double common = shared > 2 ? (double)(shared - 2) : 0;
        double truth = common / (2 * (double)(length - 2) - common);
        double sum = 0;
        enum { ROUNDS = 60 };
        for (uint64_t round = 0; round < ROUNDS; round++) {
            bytes a, b;
            uint64_t begin = round * 10000;
            assert_true(sketch_range(a, begin, begin + length));
            assert_true(sketch_range(b, begin + length - shared, begin + 2 * length - shared));
            double estimate = fund_sketch_similarity(a, b);
            assert_true(fabs(estimate - truth) < .25); /* four standard errors */
            sum += estimate;
        }
        assert_true(fabs(sum / ROUNDS - truth) < .03);
    }
}

/* Of short texts half of the buckets are empty. */
static void test_short_texts(void **unused)
{
    (void)unused;
    double sum = 0;
    enum { ROUNDS = 200 };
    for (uint64_t round = 0; round < ROUNDS; round++) {
        bytes a, b;
        assert_true(sketch_range(a, round * 1000, round * 1000 + 42));
        assert_true(sketch_range(b, round * 1000 + 10, round * 1000 + 52));
        sum += fund_sketch_similarity(a, b);
    }
    assert_true(fabs(sum / ROUNDS - .6) < .03);
}

/* What suffices for long texts may be a stock phrase in short ones. */
static void test_short_versions_need_more(void **unused)
{
    (void)unused;
    bytes a, b;
    assert_true(sketch_range(a, 0, 600));
    assert_true(sketch_range(b, 300, 900));
    assert_true(fund_sketch_is_version(a, b, .25));
    assert_false(fund_sketch_is_version(a, b, .5));
    unsigned long_versions = 0, short_versions = 0, similar = 0;
    for (uint64_t i = 0; i < 100; i++) {
        assert_true(sketch_range(a, i * 5000, i * 5000 + 600));
        assert_true(sketch_range(b, i * 5000 + 300, i * 5000 + 900));
        long_versions += fund_sketch_is_version(a, b, .2);
        assert_true(sketch_range(a, i * 5000, i * 5000 + 24));
        assert_true(sketch_range(b, i * 5000 + 10, i * 5000 + 34));
        short_versions += fund_sketch_is_version(a, b, .2);
        similar += fund_sketch_similarity(a, b) >= .2;
    }
    assert_true(long_versions > 90);
    assert_true(similar > 90);
    assert_true(short_versions < 60);
    assert_true(sketch_range(a, 0, 24));
    assert_true(fund_sketch_is_version(a, a, FUND_SKETCH_SIMILAR));
}

/* Only the shingles over the seams change. */
static void test_order_of_passages(void **unused)
{
    (void)unused;
    bytes in_order, moved;
    fund_sketch_maker maker;
    assert_true(sketch_range(in_order, 0, 400));
    fund_sketch_reset(&maker);
    for (uint64_t i = 0; i < 400; i++) {
        uint64_t token = (i / 50 * 3 % 8) * 50 + i % 50;
        fund_sketch_add(&maker, fund_hash64(&token, sizeof token));
    }
    assert_true(fund_sketch_finish(moved, &maker));
    assert_true(fund_sketch_similarity(in_order, moved) > .8);
}

/* Floors a little below what make quality prints for larger sets. */
static void test_copies_of_samples(void **unused)
{
    (void)unused;
    const char *path = "corpus/samples";
    fund_error err = FUND_ERROR_INIT;
    if (!make_samples_of(&path, 1, &err)) {
        fail_msg("%s", err.message);
    }
    assert_true(sample_count > 40);
    for (size_t half = 0; half < 2; half++) {
        figures f = count_half(half, FUND_SKETCH_SIMILAR);
        assert_true(recall_of(&f) >= .9);
        assert_true(precision_of(&f) >= .95);
        f = count_half(half, .9); /* the copies are no mere copies */
        assert_true(recall_of(&f) < .5);
    }
    free_samples();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_text),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_too_short),
        cmocka_unit_test(test_no_sketch_is_like_none),
        cmocka_unit_test(test_estimate),
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_short_versions_need_more),
        cmocka_unit_test(test_order_of_passages),
        cmocka_unit_test(test_copies_of_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
