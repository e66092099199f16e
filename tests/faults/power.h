/*
 * power.h - cutting the power of a recording: at moments of it, states of the disk by all plans.
 */
#ifndef FUND_POWER_H
#define FUND_POWER_H

#include "tests/faults/disk.h"
#include "tests/faults/faults.h"

/* What was promised, put into a recording and into the world's promises. */
typedef struct told {
    enum record_call call;
    unsigned article, version;
    const char *name;
} told;

/* Appends to the recording. */
void record_told(const char *path, told t);
void apply_told(world *w, const event *e);

/* Takes away what was promised. */
void forget_promises(world *w);
/* In memory, unless TMPDIR says otherwise; `folder` is its folder as a recorder sees it. */
void make_power_world(world *w, const char *program, uint64_t seed, char *folder, size_t size);

typedef struct cut {
    const disk *d;
    const event *e; /* the last call before the power fails */
    size_t number;
    const char *phase;
    const plan *p;
    const disk_state *state;
    bool again; /* a state with these promises was judged before */
} cut;

/* Hashes of states. */
typedef struct hash_set {
    uint64_t *list;
    size_t count, capacity;
} hash_set;

typedef struct play {
    world *w;            /* keeps what was promised before the cut */
    world *copy;         /* the same of the last copy of the index; or NULL */
    const bool *moments; /* of each event; NULL: all */
    uint64_t seed;
    hash_set seen;
    /* False: enough. */
    bool (*judge)(void *payload, const cut *c);
    void *payload;
} play;

/* What is wrong with the recording itself, or NULL. */
const char *play_recording(play *p, const recording *all, disk *d);

enum { PLANS = 12 };
extern const char *const plan_names[PLANS];

#endif
