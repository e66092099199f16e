/* What the programs that print figures share. */
#ifndef FUND_QUALITY_COMMON_H
#define FUND_QUALITY_COMMON_H

#include "corpus/corpus.h"

#include <stdio.h>

static uint64_t state;

/* Each run draws the same: xorshift64*, S. Vigna (2016). */
static size_t draw(size_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (size_t)((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static fund_status tell_problem(const fund_error *error, bool lost, void *payload)
{
    (void)lost;
    (void)payload;
    fprintf(stderr, "%s\n", error->message);
    return FUND_OK;
}

#endif
