#include "tests/faults/disk.h"

#include "tests/faults/faults.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { SECTOR = 512, DEPTH_MAX = 16 };

typedef struct bytes {
    char *data;
    size_t len, capacity;
} bytes;

typedef struct node node;

typedef struct entry {
    char name[NAME_MAX + 1];
    node *of;
} entry;

typedef struct entries {
    entry *list;
    size_t count, capacity;
} entries;

/* To a folder, not durable yet. */
typedef struct entry_change {
    enum { ADD, DROP, MOVE } kind;
    size_t number;
    char name[NAME_MAX + 1], name2[NAME_MAX + 1];
    node *of;
} entry_change;

/* To a file. */
typedef struct data_change {
    const event *of;
    size_t number;
} data_change;

struct node {
    node *next;
    uint64_t inode;
    bool folder;
    unsigned mode;
    char where[PATH_MAX]; /* its last name, for messages */
    /* A file */
    bytes durable;
    size_t size; /* now */
    data_change *changes;
    size_t change_count, change_capacity;
    /* A folder */
    entries durable_entries, live_entries;
    entry_change *entry_changes;
    size_t entry_change_count, entry_change_capacity;
};

struct disk {
    node *nodes; /* the newest one first: numbers of inodes come again */
    node *root;
};

static void *grown(void *list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return list;
    }
    *capacity = *capacity * 2 + 16;
    list = realloc(list, *capacity * size);
    if (list == NULL) {
        fail("memory");
    }
    return list;
}

/* ---- recordings --------------------------------------------------------------------- */

static char *take(FILE *in, size_t len)
{
    char *text = malloc(len + 1);
    if (text == NULL || fread(text, 1, len, in) != len) {
        fail("the recording is cut off");
    }
    text[len] = '\0';
    return text;
}

recording recording_read(const char *path)
{
    recording all = {.count = 0};
    size_t capacity = 0;
    record r;
    FILE *in = fopen(path, "r");
    while (in != NULL && fread(&r, sizeof r, 1, in) == 1) {
        all.events = grown(all.events, all.count, &capacity, sizeof *all.events);
        event *e = &all.events[all.count++];
        e->r = r;
        e->name = take(in, r.name_len);
        e->name2 = take(in, r.name2_len);
        e->data = take(in, r.data_len);
    }
    if (in != NULL) {
        fclose(in);
    }
    return all;
}

void recording_free(recording *r)
{
    for (size_t i = 0; i < r->count; i++) {
        free(r->events[i].name);
        free(r->events[i].name2);
        free(r->events[i].data);
    }
    free(r->events);
    *r = (recording){.count = 0};
}

/* ---- files -------------------------------------------------------------------------- */

static void resize(bytes *b, size_t len)
{
    if (len > b->capacity) {
        b->capacity = len + len / 2;
        b->data = realloc(b->data, b->capacity);
        if (b->data == NULL) {
            fail("memory");
        }
    }
    if (len > b->len) {
        memset(b->data + b->len, 0, len - b->len);
    }
    b->len = len;
}

static size_t end_of(const event *e)
{
    return (size_t)e->r.at + (e->r.call == REC_WRITE ? e->r.data_len : 0);
}

/* The size after the change. */
static size_t size_after(const event *e, size_t size)
{
    return e->r.call == REC_RESIZE || end_of(e) > size ? end_of(e) : size;
}

/* The part of a write from `from` to `to`, as places in the file. */
static void write_part(bytes *b, const event *e, size_t from, size_t to)
{
    size_t at = (size_t)e->r.at;
    from = from > at ? from : at;
    to = to < end_of(e) ? to : end_of(e);
    if (from < to) {
        resize(b, to > b->len ? to : b->len);
        memcpy(b->data + from, e->data + (from - at), to - from);
    }
}

static void apply_data(bytes *b, const event *e)
{
    resize(b, size_after(e, b->len));
    if (e->r.call == REC_WRITE) {
        write_part(b, e, 0, SIZE_MAX);
    }
}

static void sync_file(node *n)
{
    for (size_t i = 0; i < n->change_count; i++) {
        apply_data(&n->durable, n->changes[i].of);
    }
    n->change_count = 0;
}

/* ---- folders ------------------------------------------------------------------------ */

static entry *find_entry(entries *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->list[i].name, name) == 0) {
            return &all->list[i];
        }
    }
    return NULL;
}

static void add_entry(entries *all, const char *name, node *of)
{
    entry *there = find_entry(all, name);
    if (there == NULL) {
        all->list = grown(all->list, all->count, &all->capacity, sizeof *all->list);
        there = &all->list[all->count++];
        snprintf(there->name, sizeof there->name, "%s", name);
    }
    there->of = of;
}

static void drop_entry(entries *all, entry *there)
{
    if (there != NULL) {
        memmove(there, there + 1, sizeof *there * (size_t)(all->list + all->count - there - 1));
        all->count--;
    }
}

/* When the name that it has left was never made durable, it leaves the one that it still has. */
static void move_entry(entries *all, const entry_change *c)
{
    entry *source = find_entry(all, c->name);
    for (size_t i = 0; (source == NULL || source->of != c->of) && i < all->count; i++) {
        source = all->list[i].of == c->of ? &all->list[i] : source;
    }
    if (source != NULL && source->of == c->of) {
        drop_entry(all, source);
    }
    add_entry(all, c->name2, c->of);
}

static void apply_entry(entries *all, const entry_change *c)
{
    switch (c->kind) {
    case ADD:
        add_entry(all, c->name, c->of);
        break;
    case DROP:
        drop_entry(all, find_entry(all, c->name));
        break;
    case MOVE:
        move_entry(all, c);
        break;
    }
}

static void sync_folder(node *n)
{
    for (size_t i = 0; i < n->entry_change_count; i++) {
        apply_entry(&n->durable_entries, &n->entry_changes[i]);
    }
    n->entry_change_count = 0;
}

/* ---- the disk ------------------------------------------------------------------------- */

static node *new_node(disk *d, uint64_t inode, bool folder, unsigned mode)
{
    node *n = calloc(1, sizeof *n);
    if (n == NULL) {
        fail("memory");
    }
    n->next = d->nodes;
    n->inode = inode;
    n->folder = folder;
    n->mode = mode;
    d->nodes = n;
    return n;
}

static node *find_node(const disk *d, uint64_t inode)
{
    node *n = d->nodes;
    while (n != NULL && n->inode != inode) {
        n = n->next;
    }
    return n;
}

static void read_content(bytes *b, int fd, size_t size)
{
    resize(b, size);
    for (size_t got = 0; got < size;) {
        ssize_t n = read(fd, b->data + got, size - got);
        if (n <= 0) {
            fail("cannot read the folder");
        }
        got += (size_t)n;
    }
}

static void scan(disk *d, node *folder, int fd)
{
    DIR *dir = fdopendir(fd);
    for (struct dirent *one; dir != NULL && (one = readdir(dir)) != NULL;) {
        struct stat info;
        if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) {
            continue;
        }
        int opened = openat(fd, one->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (opened < 0 || fstat(opened, &info) != 0) {
            fail(one->d_name);
        }
        bool is_folder = S_ISDIR(info.st_mode);
        node *n = find_node(d, info.st_ino); /* another name of it */
        bool known = n != NULL;
        if (!known) {
            n = new_node(d, info.st_ino, is_folder, info.st_mode & 07777);
            snprintf(n->where, sizeof n->where, "%.2000s/%s", folder->where, one->d_name);
            n->size = is_folder ? 0 : (size_t)info.st_size;
        }
        add_entry(&folder->durable_entries, one->d_name, n);
        add_entry(&folder->live_entries, one->d_name, n);
        if (is_folder) {
            scan(d, n, opened); /* closes it */
            continue;
        }
        if (!known) {
            read_content(&n->durable, opened, n->size);
        }
        close(opened);
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

disk *disk_of(const char *folder)
{
    struct stat info;
    disk *d = calloc(1, sizeof *d);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d == NULL || fd < 0 || fstat(fd, &info) != 0) {
        fail(folder);
    }
    d->root = new_node(d, info.st_ino, true, 0700);
    snprintf(d->root->where, sizeof d->root->where, ".");
    scan(d, d->root, fd);
    return d;
}

void disk_free(disk *d)
{
    for (node *n = d->nodes, *next; n != NULL; n = next) {
        next = n->next;
        free(n->durable.data);
        free(n->changes);
        free(n->durable_entries.list);
        free(n->live_entries.list);
        free(n->entry_changes);
        free(n);
    }
    free(d);
}

size_t disk_pending(const disk *d)
{
    size_t count = 0;
    for (const node *n = d->nodes; n != NULL; n = n->next) {
        count += n->change_count + n->entry_change_count;
    }
    return count;
}

/* ---- playing -------------------------------------------------------------------------- */

static void change_entry(node *folder, const entry_change *c)
{
    folder->entry_changes = grown(folder->entry_changes, folder->entry_change_count,
                                  &folder->entry_change_capacity, sizeof *folder->entry_changes);
    folder->entry_changes[folder->entry_change_count++] = *c;
    apply_entry(&folder->live_entries, c);
    if (c->kind != DROP) {
        snprintf(c->of->where, sizeof c->of->where, "%.2000s/%s", folder->where,
                 c->kind == MOVE ? c->name2 : c->name);
    }
}

static entry_change change_of(const event *e, size_t number, int kind, node *of)
{
    entry_change c = {.number = number, .of = of};
    c.kind = kind == ADD ? ADD : kind == DROP ? DROP : MOVE;
    snprintf(c.name, sizeof c.name, "%s", e->name);
    snprintf(c.name2, sizeof c.name2, "%s", e->name2);
    return c;
}

static const char *apply_new(disk *d, const event *e, size_t number)
{
    node *folder = find_node(d, e->r.folder);
    bool is_folder = e->r.call == REC_MKDIR;
    if (e->name[0] == '\0') { /* O_TMPFILE */
        snprintf(new_node(d, e->r.file, false, (unsigned)e->r.at)->where, PATH_MAX, "(no name)");
        return NULL;
    }
    if (folder == NULL) {
        return "something was made in a folder that is not known";
    }
    node *n = e->r.call == REC_LINK ? find_node(d, e->r.file)
                                    : new_node(d, e->r.file, is_folder, (unsigned)e->r.at);
    if (n == NULL) {
        return "a file that is not known got a name";
    }
    entry_change c = change_of(e, number, ADD, n);
    change_entry(folder, &c);
    return NULL;
}

static const char *apply_removal(disk *d, const event *e, size_t number)
{
    node *folder = find_node(d, e->r.folder);
    entry *there = folder != NULL ? find_entry(&folder->live_entries, e->name) : NULL;
    if (there == NULL) {
        return "something was removed that is not known";
    }
    entry_change c = change_of(e, number, DROP, there->of);
    change_entry(folder, &c);
    return NULL;
}

static const char *apply_rename(disk *d, const event *e, size_t number)
{
    node *source = find_node(d, e->r.folder);
    node *target = find_node(d, e->r.folder2);
    entry *there = source != NULL ? find_entry(&source->live_entries, e->name) : NULL;
    if (there == NULL || target == NULL || there->of->inode != e->r.file) {
        return "something was renamed that is not known";
    }
    entry_change move = change_of(e, number, MOVE, there->of);
    if (source == target) {
        change_entry(source, &move);
        return NULL;
    }
    entry_change drop = change_of(e, number, DROP, there->of);
    change_entry(source, &drop);
    entry_change add = move;
    add.kind = ADD;
    memcpy(add.name, move.name2, sizeof add.name);
    change_entry(target, &add);
    return NULL;
}

static const char *apply_change(disk *d, const event *e, size_t number)
{
    node *n = find_node(d, e->r.file);
    if (n == NULL || n->folder) {
        return "a file changed that is not known";
    }
    n->changes = grown(n->changes, n->change_count, &n->change_capacity, sizeof *n->changes);
    n->changes[n->change_count++] = (data_change){.of = e, .number = number};
    n->size = size_after(e, n->size);
    return NULL;
}

static const char *apply_sync(disk *d, const event *e)
{
    node *n = find_node(d, e->r.file);
    if (n == NULL || n->folder != (e->r.at < 0)) {
        return "something was synced that is not known";
    }
    if (n->folder) {
        sync_folder(n);
        return NULL;
    }
    sync_file(n);
    return n->size == (size_t)e->r.at ? NULL : "a file was written to behind the recorder's back";
}

const char *disk_apply(disk *d, const event *e, size_t number)
{
    switch ((enum record_call)e->r.call) {
    case REC_CREATE:
    case REC_MKDIR:
    case REC_LINK:
        return apply_new(d, e, number);
    case REC_WRITE:
    case REC_RESIZE:
    case REC_EXTEND:
        return apply_change(d, e, number);
    case REC_RENAME:
        return apply_rename(d, e, number);
    case REC_UNLINK:
    case REC_RMDIR:
        return apply_removal(d, e, number);
    case REC_SYNC:
        return apply_sync(d, e);
    case REC_SYNCFS:
        for (node *n = d->nodes; n != NULL; n = n->next) {
            sync_file(n);
            sync_folder(n);
        }
        return NULL;
    case REC_ODD:
        return "a call that cannot be recorded";
    default:
        return NULL;
    }
}

void disk_describe(const disk *d, const event *e, char *out, size_t size)
{
    static const char *const names[REC_CALLS] = {
        "create",     "mkdir",  "write", "resize",          "fallocate",    "rename",
        "link",       "unlink", "rmdir", "fsync",           "syncfs",       "sync_file_range",
        "odd",        "phase",  "sent",  "told: committed", "removal sent", "told: removed",
        "told: made",
    };
    const node *n = find_node(d, e->r.file);
    const node *folder = find_node(d, e->r.folder);
    const char *name = e->r.call < REC_CALLS ? names[e->r.call] : "?";
    if (e->r.call >= REC_PHASE) {
        snprintf(out, size, "%s %s a%llu, %lld", name, e->name, (unsigned long long)e->r.file,
                 (long long)e->r.at);
    } else if (e->name[0] != '\0') {
        snprintf(out, size, "%s %s/%s %s", name, folder != NULL ? folder->where : "?", e->name,
                 e->name2);
    } else if (e->r.call == REC_WRITE) {
        snprintf(out, size, "%s %s, %llu bytes at %lld", name, n != NULL ? n->where : "?",
                 (unsigned long long)e->r.data_len, (long long)e->r.at);
    } else {
        snprintf(out, size, "%s %s", name, n != NULL ? n->where : "");
    }
}

/* ---- states --------------------------------------------------------------------------- */

typedef struct state_entry {
    char path[PATH_MAX]; /* "/name..." */
    const node *of;
    bytes content;
} state_entry;

struct disk_state {
    state_entry *list;
    size_t count, capacity;
};

typedef struct building {
    const plan *p;
    uint64_t random;
    size_t moment; /* for BEFORE */
    disk_state *state;
} building;

static unsigned below(building *b, size_t limit)
{
    return (unsigned)((random_next(&b->random) >> 33) % limit);
}

/* From and to which place of the file, so that sectors are those of the file. */
static void tear(building *b, bytes *content, const event *e)
{
    size_t from = (size_t)e->r.at, to = end_of(e);
    if (to == from) {
        return;
    }
    size_t byte = from + below(b, to - from);
    size_t sector = byte / SECTOR * SECTOR;
    switch (below(b, 4)) {
    case 0:
        write_part(content, e, from, byte);
        break;
    case 1:
        write_part(content, e, from, sector);
        break;
    case 2:
        write_part(content, e, sector, to);
        break;
    default:
        for (size_t at = from; at < to; at = (at / SECTOR + 1) * SECTOR) {
            if (below(b, 2) == 0) {
                write_part(content, e, at, (at / SECTOR + 1) * SECTOR);
            }
        }
    }
}

static bool is_last_write(const node *n, size_t i)
{
    for (size_t k = i + 1; k < n->change_count; k++) {
        if (n->changes[k].of->r.call == REC_WRITE) {
            return false;
        }
    }
    return n->changes[i].of->r.call == REC_WRITE;
}

/* A file as a whole is lost or kept, too. */
static fate fate_of_all(building *b, fate wanted)
{
    unsigned roll = wanted == RANDOM ? below(b, 4) : 2;
    return roll == 0 ? LOST : roll == 1 ? KEPT : wanted;
}

static fate fate_of_change(building *b, const node *n, size_t i, fate wanted)
{
    switch (wanted) {
    case TORN:
        return is_last_write(n, i) ? TORN : KEPT;
    case BEFORE:
        return n->changes[i].number < b->moment ? KEPT : LOST;
    case RANDOM:
        return below(b, 100) < b->p->keep ? KEPT : below(b, 3) == 0 ? TORN : LOST;
    default:
        return wanted;
    }
}

static bytes content_of(building *b, const node *n)
{
    bytes content = {.data = NULL};
    resize(&content, n->durable.len);
    if (n->durable.len > 0) {
        memcpy(content.data, n->durable.data, n->durable.len);
    }
    fate all = fate_of_all(b, b->p->data);
    for (size_t i = 0; i < n->change_count; i++) {
        const event *e = n->changes[i].of;
        fate one = e->r.synced ? KEPT : fate_of_change(b, n, i, all);
        if (one == KEPT) {
            apply_data(&content, e);
        } else if (one == SIZES) {
            resize(&content, size_after(e, content.len));
        } else if (one == TORN && e->r.call == REC_WRITE) {
            tear(b, &content, e);
        }
    }
    /* The size is known to the disk, what was written there is not. */
    bool grows = (all == RANDOM || all == TORN) && n->change_count > 0 && below(b, 4) == 0;
    if (grows && n->size > content.len) {
        resize(&content, n->size);
    }
    return content;
}

static bool entry_is_kept(building *b, const entry_change *c, fate all)
{
    return all == KEPT || (all == BEFORE && c->number < b->moment) ||
           (all == RANDOM && below(b, 100) < b->p->keep);
}

static void build_folder(building *b, const node *folder, const char *path, int depth)
{
    entries now = {.count = 0};
    for (size_t i = 0; i < folder->durable_entries.count; i++) {
        add_entry(&now, folder->durable_entries.list[i].name, folder->durable_entries.list[i].of);
    }
    fate all = fate_of_all(b, b->p->entries);
    for (size_t i = 0; i < folder->entry_change_count; i++) {
        if (entry_is_kept(b, &folder->entry_changes[i], all)) {
            apply_entry(&now, &folder->entry_changes[i]);
        }
    }
    disk_state *s = b->state;
    for (size_t i = 0; i < now.count && depth < DEPTH_MAX; i++) {
        s->list = grown(s->list, s->count, &s->capacity, sizeof *s->list);
        state_entry *one = &s->list[s->count++];
        char below_it[PATH_MAX];
        snprintf(below_it, sizeof below_it, "%.2000s/%s", path, now.list[i].name);
        memcpy(one->path, below_it, sizeof below_it);
        one->of = now.list[i].of;
        one->content = (bytes){.len = 0};
        if (one->of->folder) {
            build_folder(b, one->of, below_it, depth + 1);
        } else {
            one->content = content_of(b, one->of);
        }
    }
    free(now.list);
}

static int compare_numbers(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static size_t random_moment(building *b, const disk *d)
{
    size_t count = disk_pending(d), at = 0;
    size_t *numbers = calloc(count + 1, sizeof *numbers);
    for (const node *n = d->nodes; n != NULL && numbers != NULL; n = n->next) {
        for (size_t i = 0; i < n->change_count; i++) {
            numbers[at++] = n->changes[i].number;
        }
        for (size_t i = 0; i < n->entry_change_count; i++) {
            numbers[at++] = n->entry_changes[i].number;
        }
    }
    if (count == 0 || numbers == NULL) {
        free(numbers);
        return 0;
    }
    qsort(numbers, count, sizeof *numbers, compare_numbers);
    size_t moment = numbers[below(b, count)];
    free(numbers);
    return moment;
}

disk_state *state_of(const disk *d, const plan *p)
{
    disk_state *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fail("memory");
    }
    building b = {.p = p, .random = p->seed * 2 + 1, .state = s};
    for (int i = 0; i < 32; i++) {
        random_next(&b.random);
    }
    b.moment = random_moment(&b, d);
    build_folder(&b, d->root, "", 0);
    return s;
}

uint64_t state_hash(const disk_state *s)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < s->count; i++) { /* a sum: the order of names tells nothing */
        const state_entry *one = &s->list[i];
        uint64_t seed = XXH3_64bits(one->path, strlen(one->path)) + one->of->folder;
        hash += XXH3_64bits_withSeed(one->content.data, one->content.len, seed);
    }
    return hash;
}

static const state_entry *other_name(const disk_state *s, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (s->list[k].of == s->list[i].of && !s->list[k].of->folder) {
            return &s->list[k];
        }
    }
    return NULL;
}

static void write_file(const char *path, const state_entry *one)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, one->of->mode);
    size_t done = 0;
    while (fd >= 0 && done < one->content.len) {
        ssize_t n = write(fd, one->content.data + done, one->content.len - done);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    if (fd < 0 || done < one->content.len || close(fd) != 0) {
        fail(path);
    }
}

void state_write(const disk_state *s, const char *folder)
{
    char path[PATH_MAX], other[PATH_MAX];
    for (size_t i = 0; i < s->count; i++) {
        const state_entry *one = &s->list[i], *same = other_name(s, i);
        snprintf(path, sizeof path, "%.2000s%.2000s", folder, one->path);
        if (one->of->folder) {
            if (mkdir(path, one->of->mode) != 0) {
                fail(path);
            }
        } else if (same != NULL) {
            snprintf(other, sizeof other, "%.2000s%.2000s", folder, same->path);
            if (link(other, path) != 0) {
                fail(path);
            }
        } else {
            write_file(path, one);
        }
    }
}

void state_free(disk_state *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->list[i].content.data);
    }
    free(s->list);
    free(s);
}

bool disk_equals(disk *d, const char *folder, const char *scratch)
{
    static const plan all = {.name = "all kept", .entries = KEPT, .data = KEPT};
    char command[PATH_MAX];
    disk_state *s = state_of(d, &all);
    snprintf(command, sizeof command, "rm -rf '%s'", scratch);
    bool equal = system(command) == 0 && mkdir(scratch, 0700) == 0;
    if (equal) {
        state_write(s, scratch);
        snprintf(command, sizeof command, "diff -r '%s' '%s'", folder, scratch);
        equal = system(command) == 0;
    }
    snprintf(command, sizeof command, "rm -rf '%s'", scratch);
    equal = system(command) == 0 && equal;
    state_free(s);
    return equal;
}
