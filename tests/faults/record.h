/*
 * record.h - how record.c writes down the calls that change files: one record after the other,
 * each followed by two names and by data.
 */
#ifndef FUND_RECORD_H
#define FUND_RECORD_H

#include <stdint.h>

/* Files and folders go by the numbers of their inodes. */
enum record_call {
    REC_CREATE, /* `file` of mode `at` by `name` in `folder`, by no name with O_TMPFILE */
    REC_MKDIR,  /* the same */
    REC_WRITE,  /* `data` at `at` */
    REC_RESIZE, /* to `at` */
    REC_EXTEND, /* to `at` at least, as fallocate does */
    REC_RENAME, /* `file` from `name` in `folder` to `name2` in `folder2` */
    REC_LINK,   /* `file` as `name` in `folder` */
    REC_UNLINK, /* `name` in `folder` */
    REC_RMDIR,  /* the same */
    REC_SYNC,   /* `file` or folder, which has `at` bytes now (-1: a folder) */
    REC_SYNCFS, /* all */
    REC_RANGE,  /* sync_file_range, which makes nothing durable that can be found again */
    REC_ODD,    /* a call that record.c cannot write down: `name` */
    /* Of the one who drives the program: */
    REC_PHASE,         /* `name` of what is done now */
    REC_SENT,          /* `file` is an article, `at` its version: handed over */
    REC_COMMITTED,     /* reported as committed */
    REC_SENT_REMOVAL,  /* of article `file` */
    REC_REMOVED,       /* reported as committed; `at` is its last version */
    REC_CREATED_INDEX, /* reported as committed */
    REC_COPIED,        /* the index, to `name` */
    REC_CALLS
};

typedef struct record {
    uint32_t call;
    uint32_t synced; /* 1: a write with O_DSYNC */
    uint64_t file, folder, folder2;
    int64_t at;
    uint32_t name_len, name2_len;
    uint64_t data_len;
} record;

#endif
