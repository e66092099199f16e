/*
 * disk.h - what a disk may hold when the power fails: the recorded calls are played to a folder in
 * memory that tells what is durable from what is not, and states of it are built by a plan.
 *
 * POSIX promises little, and nothing more is taken for granted here: fsync or fdatasync of a file
 * makes its content durable, fsync of a folder its names. All else may be there or not: any part
 * of any write, any size, any subset of the changes to a folder, in any order. A rename is one
 * change within a folder, and two of them between folders. What a folder held in the beginning is
 * durable.
 */
#ifndef FUND_DISK_H
#define FUND_DISK_H

#include "tests/faults/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct event {
    record r;
    char *name, *name2;
    char *data;
} event;

typedef struct recording {
    event *events;
    size_t count;
} recording;

/* Ends the process when the file is cut off. */
recording recording_read(const char *path);
void recording_free(recording *r);

typedef struct disk disk;

/* The folder as it is now. */
disk *disk_of(const char *folder);
/* NULL, or what is wrong with the recording: then it does not tell all that has happened. */
const char *disk_apply(disk *d, const event *e, size_t number);
/* The same of what the folder would hold now without a loss of power. */
bool disk_equals(disk *d, const char *folder, const char *scratch);
/* Changes that are not durable. */
size_t disk_pending(const disk *d);
void disk_describe(const disk *d, const event *e, char *out, size_t size);
void disk_free(disk *d);

/* What happens to changes that are not durable. */
typedef enum fate {
    LOST,
    KEPT,
    SIZES,  /* of files: the size is kept, what was written is zeros */
    TORN,   /* the last write to each file is torn, all before it is kept */
    BEFORE, /* what came before a random moment is kept */
    RANDOM,
} fate;

typedef struct plan {
    const char *name;
    fate entries, data;
    unsigned keep; /* of 100, where the fate is RANDOM */
    uint64_t seed;
} plan;

typedef struct disk_state disk_state;
disk_state *state_of(const disk *d, const plan *p);
/* The same for the same content. */
uint64_t state_hash(const disk_state *s);
/* Into a folder that is there and empty. Ends the process when it cannot be written. */
void state_write(const disk_state *s, const char *folder);
void state_free(disk_state *s);

#endif
