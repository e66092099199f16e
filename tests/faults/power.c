/* Loss of power: the program's calls are recorded, and cut off at any moment. */
#include "tests/faults/power.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

/* ---- what was promised ---------------------------------------------------------------- */

void record_told(const char *path, told t)
{
    char text[sizeof(record) + 64];
    record r = {.call = t.call, .file = t.article, .at = t.version};
    size_t len = t.name != NULL ? strnlen(t.name, 64) : 0;
    r.name_len = (uint32_t)len;
    memcpy(text, &r, sizeof r);
    memcpy(text + sizeof r, t.name != NULL ? t.name : "", len);
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text, sizeof r + len) != (ssize_t)(sizeof r + len)) {
        fail(path);
    }
    close(fd);
}

void apply_told(world *w, const event *e)
{
    promise none, *p = e->r.file < ARTICLES ? &w->promises[e->r.file] : &none;
    switch ((enum record_call)e->r.call) {
    case REC_SENT:
        p->sent = (unsigned)e->r.at;
        break;
    case REC_COMMITTED:
        p->committed = (unsigned)e->r.at;
        p->removal_sent = false;
        break;
    case REC_SENT_REMOVAL:
        p->removal_sent = true;
        break;
    case REC_REMOVED:
        p->committed = 0;
        p->removal_sent = false;
        p->gone = (unsigned)e->r.at;
        break;
    case REC_CREATED_INDEX:
        w->made = true;
        break;
    default:
        break;
    }
}

void forget_promises(world *w)
{
    memset(w->promises, 0, sizeof w->promises);
    w->made = false;
}

void make_power_world(world *w, const char *program, uint64_t seed, char *folder, size_t size)
{
    char real[PATH_MAX];
    if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK) == 0) {
        setenv("TMPDIR", "/dev/shm", 1);
    }
    make_world(w, program, seed);
    if (realpath(w->folder, real) == NULL) {
        fail(w->folder);
    }
    snprintf(folder, size, "%s", real);
}

/* ---- cutting ---------------------------------------------------------------------------- */

static const plan plans[PLANS] = {
    {.name = "all lost", .entries = LOST, .data = LOST},
    {.name = "all kept", .entries = KEPT, .data = KEPT},
    {.name = "names only", .entries = KEPT, .data = LOST},
    {.name = "sizes only", .entries = KEPT, .data = SIZES},
    {.name = "data only", .entries = LOST, .data = KEPT},
    {.name = "last torn", .entries = KEPT, .data = TORN},
    {.name = "in order", .entries = BEFORE, .data = BEFORE},
    {.name = "names in order", .entries = BEFORE, .data = RANDOM, .keep = 50},
    {.name = "some names", .entries = RANDOM, .data = KEPT, .keep = 50},
    {.name = "random 10", .entries = RANDOM, .data = RANDOM, .keep = 10},
    {.name = "random 50", .entries = RANDOM, .data = RANDOM, .keep = 50},
    {.name = "random 90", .entries = RANDOM, .data = RANDOM, .keep = 90},
};

/* True when it was there. Linear probing; 0 is no hash. */
static bool put(hash_set *set, uint64_t hash)
{
    hash += hash == 0;
    if (set->count * 2 >= set->capacity) {
        hash_set old = *set;
        *set = (hash_set){.capacity = old.capacity * 2 + 1024};
        set->list = calloc(set->capacity, sizeof *set->list);
        if (set->list == NULL) {
            fail("memory");
        }
        for (size_t i = 0; i < old.capacity; i++) {
            if (old.list[i] != 0) {
                put(set, old.list[i]);
            }
        }
        free(old.list);
    }
    size_t at = hash % set->capacity;
    while (set->list[at] != 0 && set->list[at] != hash) {
        at = (at + 1) % set->capacity;
    }
    bool there = set->list[at] == hash;
    set->list[at] = hash;
    set->count += !there;
    return there;
}

static bool cut_here(play *p, cut *c)
{
    uint64_t promised = XXH3_64bits(p->w->promises, sizeof p->w->promises) + p->w->made;
    for (size_t i = 0; i < PLANS; i++) {
        plan one = plans[i];
        one.seed = p->seed + c->number * PLANS + i;
        disk_state *state = state_of(c->d, &one);
        c->p = &one;
        c->state = state;
        c->again = put(&p->seen, state_hash(state) * 31 + promised);
        bool more = p->judge(p->payload, c);
        state_free(state);
        if (!more) {
            return false;
        }
    }
    return true;
}

static void copy_promises(play *p, const event *e)
{
    *p->copy = *p->w;
    p->copy->made = true;
    snprintf(p->copy->index, sizeof p->copy->index, "%s", e->name);
}

const char *play_recording(play *p, const recording *all, disk *d)
{
    const char *phase = "";
    for (size_t i = 0; i < all->count; i++) {
        const event *e = &all->events[i];
        const char *problem = disk_apply(d, e, i);
        if (problem != NULL) {
            char call[PATH_MAX];
            disk_describe(d, e, call, sizeof call);
            printf("call %zu, %s: ", i, call);
            return problem;
        }
        apply_told(p->w, e);
        if (e->r.call == REC_COPIED && p->copy != NULL) {
            copy_promises(p, e);
        }
        phase = e->r.call == REC_PHASE ? e->name : phase;
        cut c = {.d = d, .e = e, .number = i, .phase = phase};
        if ((p->moments == NULL || p->moments[i]) && !cut_here(p, &c)) {
            break;
        }
    }
    return NULL;
}

/* ---- recording ---------------------------------------------------------------------------- */

enum { FEW = 16, TIMEOUT_S = 60, PHASES_MAX = 16 }; /* FEW of the articles are used */

typedef struct session {
    world w;
    const char *recorder;
    char root[300], recording[300], input[300];
    char state[300], next[300], scratch[300];
    world copy; /* what is promised about a copy of the index */
    unsigned copies;
    bool can_copy, failed;
} session;

static void tell(session *s, enum record_call call, unsigned article, unsigned version,
                 const char *name)
{
    char text[64];
    snprintf(text, sizeof text, "%s", name);
    event e = {.r = {.call = call, .file = article, .at = version}, .name = text};
    record_told(s->recording, (told){call, article, version, name});
    apply_told(&s->w, &e);
}

static void tell_committed(session *s, unsigned article)
{
    if (!s->w.made) {
        tell(s, REC_CREATED_INDEX, 0, 0, "");
    }
    tell(s, REC_COMMITTED, article, s->w.promises[article].sent, "");
}

static child start_recorded(session *s, const char *const *arguments, bool with_input,
                            const char *kill_after)
{
    char environment[1500];
    snprintf(environment, sizeof environment,
             "FUND_RECORD=%s FUND_RECORD_ROOT=%s FUND_RECORD_KILL=%s LD_PRELOAD=%s", s->recording,
             s->root, kill_after, s->recorder);
    return start(&s->w, arguments, with_input, environment);
}

static void command_failed(session *s, const char *name, const char *said)
{
    printf("%s fails while it is recorded: %s\n", name, said);
    s->failed = true;
}

/* Reads what the program says until it has ended. */
static bool run_recorded(session *s, const char *const *arguments)
{
    static commits said;
    said.len = 0;
    child c = start_recorded(s, arguments, false, "0");
    siginfo_t info = {.si_pid = 0};
    for (unsigned i = 0; i < TIMEOUT_S * 1000 && info.si_pid == 0; i++) {
        read_commits(&said, c.err);
        usleep(1000);
        waitid(P_PID, (id_t)c.pid, &info, WEXITED | WNOHANG | WNOWAIT);
    }
    if (info.si_pid == 0) {
        kill(-c.pid, SIGKILL);
    }
    read_commits(&said, c.err);
    int status = end(&c);
    if (status != 0) {
        command_failed(s, arguments[0], said.text);
    }
    return status == 0;
}

/* The articles in a random order. */
static void shuffle(session *s, unsigned order[FEW])
{
    for (unsigned i = 0; i < FEW; i++) {
        unsigned other = random_below(&s->w, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
}

static void send_article(session *s, FILE *out, unsigned article)
{
    tell(s, REC_SENT, article, s->w.promises[article].sent + 1, "");
    print_article(out, article, s->w.promises[article].sent, true);
}

static void print_fillers(session *s, FILE *out, unsigned fillers)
{
    for (unsigned i = 0; i < fillers; i++) {
        fprintf(out,
                "{\"id\":\"f%u\",\"body\":[\"Füllsel %u über %u Segel, Masten, Anker und "
                "Taue, das nur da ist, damit viel zu tun ist.\"]}\n",
                i, i, random_below(&s->w, 9999));
    }
}

/* A file with some articles. */
static void index_file(session *s, const char *every, unsigned count, unsigned fillers)
{
    const char *const at_once[] = {"index", s->input, NULL};
    const char *const in_steps[] = {"index", "--commit-every", every, s->input, NULL};
    unsigned order[FEW] = {0};
    shuffle(s, order);
    FILE *out = fopen(s->input, "w");
    if (out == NULL) {
        fail(s->input);
    }
    for (unsigned i = 0; i < count; i++) {
        send_article(s, out, order[i]);
    }
    print_fillers(s, out, fillers);
    fclose(out);
    if (!run_recorded(s, every != NULL ? in_steps : at_once)) {
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        tell_committed(s, order[i]);
    }
}

static void do_file(session *s)
{
    index_file(s, NULL, 3 + random_below(&s->w, 6), 0);
}

static void do_steps(session *s)
{
    index_file(s, "2", 3 + random_below(&s->w, 4), 0);
}

static void do_bulk(session *s)
{
    index_file(s, NULL, 3 + random_below(&s->w, 6), 120);
}

static bool await_commits(commits *seen, const child *c, unsigned added)
{
    for (unsigned i = 0; i < TIMEOUT_S * 2000 && seen->added < added; i++) {
        usleep(500);
        read_commits(seen, c->err);
    }
    return seen->added >= added;
}

/* One process, and a commit for every three articles, each awaited. */
static void do_stream(session *s)
{
    static const char *const arguments[] = {"index", "--verbose", "--commit-every", "3", "-", NULL};
    static commits seen;
    unsigned order[FEW] = {0}, rounds = 3 + random_below(&s->w, 3);
    seen.len = seen.added = 0;
    shuffle(s, order);
    child c = start_recorded(s, arguments, true, "0");
    FILE *in = fdopen(c.in, "w");
    for (unsigned i = 0; i < rounds; i++) {
        for (unsigned k = 0; k < 3; k++) {
            send_article(s, in, order[(i * 3 + k) % FEW]);
        }
        fflush(in);
        if (!await_commits(&seen, &c, (i + 1) * 3)) {
            command_failed(s, "a stream", seen.text);
            break;
        }
        for (unsigned k = 0; k < 3; k++) {
            tell_committed(s, order[(i * 3 + k) % FEW]);
        }
        if (random_below(&s->w, 3) == 0) {
            usleep(1000 * random_below(&s->w, 100)); /* what it does when idle */
        }
    }
    fclose(in);
    c.in = -1;
    if (end(&c) != 0) {
        command_failed(s, "a stream", seen.text);
    }
}

/* The same, killed between two of its calls; the next phase cleans up behind it. A rename that it did
 * is seen by that one, but is not durable yet. */
static void do_kill(session *s)
{
    static const char *const arguments[] = {"index", "--verbose", "--commit-every", "2", "-", NULL};
    static commits seen;
    unsigned order[FEW] = {0};
    char kill_after[16];
    seen.len = seen.added = 0;
    shuffle(s, order);
    bool at_rename = random_below(&s->w, 2) == 0;
    snprintf(kill_after, sizeof kill_after, "%s%u", at_rename ? "r" : "",
             1 + random_below(&s->w, at_rename ? 12 : 150));
    child c = start_recorded(s, arguments, true, kill_after);
    FILE *in = fdopen(c.in, "w");
    for (unsigned i = 0; i < 10; i++) {
        send_article(s, in, order[i]);
        fflush(in);
    }
    fclose(in);
    c.in = -1;
    siginfo_t info;
    waitid(P_PID, (id_t)c.pid, &info, WEXITED | WNOWAIT);
    read_commits(&seen, c.err);
    for (unsigned i = 0; i < seen.added && i < 10; i++) {
        tell_committed(s, order[i]);
    }
    end(&c);
}

/* Those that are surely there. */
static void do_remove(session *s)
{
    unsigned order[FEW] = {0}, count = 0;
    char ids[3][16];
    const char *arguments[5] = {"remove"};
    shuffle(s, order);
    for (unsigned i = 0; i < FEW && count < 3; i++) {
        const promise *p = &s->w.promises[order[i]];
        if (p->committed > 0 && !p->removal_sent) {
            order[count] = order[i];
            snprintf(ids[count], sizeof ids[count], "a%u", order[i]);
            arguments[count + 1] = ids[count];
            tell(s, REC_SENT_REMOVAL, order[count++], 0, "");
        }
    }
    if (count > 0 && run_recorded(s, arguments)) {
        for (unsigned i = 0; i < count; i++) {
            tell(s, REC_REMOVED, order[i], s->w.promises[order[i]].sent, "");
        }
    }
}

static void do_compact(session *s)
{
    static const char *const arguments[] = {"compact", NULL};
    if (s->w.made) { /* there is one */
        run_recorded(s, arguments);
    }
}

/* Into a new folder each time. */
static void do_snapshot(session *s)
{
    char name[32], target[350];
    const char *const arguments[] = {"snapshot", target, NULL};
    if (!s->w.made || !s->can_copy) {
        return;
    }
    snprintf(name, sizeof name, "copy%u", ++s->copies);
    snprintf(target, sizeof target, "%.250s/%s", s->root, name);
    if (run_recorded(s, arguments)) {
        tell(s, REC_COPIED, ARTICLES, 0, name);
    }
}

typedef struct phase {
    const char *name;
    void (*run)(session *s);
    /* What came of it */
    unsigned long recorded, moments, states, again, looked, lost, torn, unsound;
} phase;

static phase phases[] = {
    {.name = "file", .run = do_file},         {.name = "stream", .run = do_stream},
    {.name = "steps", .run = do_steps},       {.name = "remove", .run = do_remove},
    {.name = "compact", .run = do_compact},   {.name = "bulk", .run = do_bulk},
    {.name = "snapshot", .run = do_snapshot}, {.name = "killed", .run = do_kill},
};
enum { PHASES = sizeof phases / sizeof phases[0] };

static void run_phase(session *s, phase *p)
{
    tell(s, REC_PHASE, 0, 0, p->name);
    p->run(s);
    tell(s, REC_PHASE, 0, 0, p->name); /* its end is a moment, too */
    p->recorded++;
}

/* Each phase once, in a random order that begins with one that makes an index, and what comes
 * behind a kill. */
static void record_all(session *s)
{
    size_t order[PHASES] = {0};
    for (size_t i = 0; i < PHASES; i++) {
        size_t other = random_below(&s->w, (unsigned)i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    if (!s->w.made) {
        run_phase(s, &phases[random_below(&s->w, 2)]); /* file or stream */
    }
    for (size_t i = 0; i < PHASES && !s->failed; i++) {
        run_phase(s, &phases[order[i]]);
        if (phases[order[i]].run == do_kill) {
            run_phase(s, &phases[random_below(&s->w, PHASES - 1)]);
        }
    }
}

/* ---- judging ------------------------------------------------------------------------------ */

enum { TOLD_MAX = 12, FOLLOW_EVERY = 4 };

typedef struct trial {
    session *s;
    struct {
        world w, copy;
        bool followed;
    } * judged; /* shared with the process that judges */
    unsigned long wanted, limit, states, followed, failing;
    unsigned long keep_at; /* the state that the next recording begins with */
    world kept;            /* and what is promised about it */
    bool has_kept;
    uint64_t seed;
} trial;

static phase *phase_by(const char *name)
{
    size_t i = 0;
    while (i + 1 < PHASES && strcmp(phases[i].name, name) != 0) {
        i++;
    }
    return &phases[i];
}

static bool follow(world *w, const char *when, const char *const *arguments)
{
    char then[PATH_MAX];
    snprintf(then, sizeof then, "%.2000s, then %s", when, arguments[0]);
    int status = run(w, arguments, NULL, TIMEOUT_S);
    if (status != 0) {
        w->unsound++;
        printf("%s ends with %d\n", then, status);
    }
    return status == 0;
}

/* The index goes on: an article comes, goes, and all is written anew. */
static void follow_up(world *w, const char *when, const char *input, unsigned article)
{
    char id[16], then[PATH_MAX];
    const char *const add[] = {"index", input, NULL};
    const char *const drop[] = {"remove", id, NULL};
    const char *const compact[] = {"compact", NULL};
    promise *p = &w->promises[article];
    snprintf(id, sizeof id, "a%u", article);
    FILE *out = fopen(input, "w");
    if (out == NULL) {
        fail(input);
    }
    print_article(out, article, ++p->sent, true);
    fclose(out);
    if (follow(w, when, add)) {
        p->committed = p->sent;
        p->removal_sent = false;
        w->made = true;
    }
    snprintf(then, sizeof then, "%.2000s, then index", when);
    look(w, then);
    p->removal_sent = true;
    if (follow(w, when, drop)) {
        p->committed = 0;
        p->gone = p->sent;
    }
    follow(w, when, compact);
    snprintf(then, sizeof then, "%.2000s, then index, remove, compact", when);
    look(w, then);
}

static void describe(const cut *c, char *out, size_t size)
{
    char call[PATH_MAX];
    disk_describe(c->d, c->e, call, sizeof call);
    snprintf(out, size, "%s, cut behind call %zu (%.1000s), %s, seed %llu", c->phase, c->number,
             call, c->p->name, (unsigned long long)c->p->seed);
}

static bool is_sound(const world *w)
{
    return w->lost + w->torn + w->unsound == 0;
}

static void judge(trial *t, const char *when, bool with_more)
{
    world *w = &t->judged->w;
    bool there = look(w, when);
    if (t->judged->copy.made) {
        char of_copy[PATH_MAX];
        snprintf(of_copy, sizeof of_copy, "%.2000s, copied index", when);
        look(&t->judged->copy, of_copy);
    }
    if (is_sound(w) && (!there || with_more)) {
        t->judged->followed = true;
        follow_up(w, when, t->s->input, random_below(w, FEW));
    }
}

/* In a process of its own, which a damaged index may crash. */
static void judge_apart(trial *t, const char *when, bool with_more)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        if (t->failing >= TOLD_MAX) {
            dup2(open("/dev/null", O_WRONLY), 1);
        }
        alarm(TIMEOUT_S * 3);
        judge(t, when, with_more);
        fflush(stdout);
        _exit(0);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        t->judged->w.unsound++;
        printf("%s: the process that looks ends with %d\n", when, status);
    }
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0700) != 0) {
        fail(path);
    }
}

/* FUND_POWER_KEEP is a folder for states that fail, and for their recordings. */
static void keep_failing(const trial *t, const cut *c, const char *when)
{
    char path[1500], command[PATH_MAX];
    const char *folder = getenv("FUND_POWER_KEEP");
    if (folder == NULL || t->failing > TOLD_MAX) {
        return;
    }
    mkdir(folder, 0700);
    int len = snprintf(path, sizeof path, "%.1000s/%llu-%lu", folder, (unsigned long long)t->seed,
                       t->failing);
    make_folder(path);
    state_write(c->state, path);
    snprintf(command, sizeof command, "cp '%s' '%s.recording'", t->s->recording, path);
    if (system(command) != 0) {
        fail(folder);
    }
    snprintf(path + len, sizeof path - (size_t)len, ".txt");
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fail(path);
    }
    fprintf(out, "%s\n", when);
    fclose(out);
}

/* A later recording begins with it. */
static void keep_sound(trial *t, const cut *c)
{
    t->has_kept = true;
    t->kept = t->s->w;
    remove_tree(t->s->next);
    make_folder(t->s->next);
    state_write(c->state, t->s->next);
}

static void count_state(trial *t, phase *p, const cut *c, const char *when)
{
    const world *w = &t->judged->w, *copy = &t->judged->copy;
    p->states++;
    p->looked += w->looked + copy->looked;
    p->lost += w->lost + copy->lost;
    p->torn += w->torn + copy->torn;
    p->unsound += w->unsound + copy->unsound;
    t->states++;
    t->followed += t->judged->followed;
    bool sound = is_sound(w) && is_sound(copy);
    if (!sound) {
        t->failing++;
        keep_failing(t, c, when);
    }
    if (sound && !t->has_kept && t->states >= t->keep_at) {
        keep_sound(t, c);
    }
}

/* What was promised, with the index of the state. */
static void begin_look(world *w, const world *as, const char *folder, const char *index)
{
    *w = *as;
    w->folder[0] = '\0';
    w->looked = w->lost = w->torn = w->unsound = 0;
    snprintf(w->index, sizeof w->index, "%.250s/%.40s", folder, index);
}

static bool judge_cut(void *payload, const cut *c)
{
    trial *t = payload;
    session *s = t->s;
    phase *p = phase_by(c->phase);
    char when[PATH_MAX];
    p->moments += c->p->entries == LOST && c->p->data == LOST;
    if (c->again) {
        p->again++;
        return true;
    }
    begin_look(&t->judged->w, &s->w, s->state, "index");
    begin_look(&t->judged->copy, &s->copy, s->state, s->copy.index);
    t->judged->w.random ^= c->p->seed;
    t->judged->followed = false;
    describe(c, when, sizeof when);
    make_folder(s->state);
    state_write(c->state, s->state);
    judge_apart(t, when, t->states % FOLLOW_EVERY == 0);
    remove_tree(s->state);
    count_state(t, p, c, when);
    return t->states < t->wanted && t->states < t->limit;
}

/* ---- sampling ----------------------------------------------------------------------------- */

/* Earlier for a call that tells much, and for each of the phases in turn. */
typedef struct candidate {
    size_t number, turn;
    unsigned phase, rank;
} candidate;

static int by_rank(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->phase != y->phase) {
        return x->phase < y->phase ? -1 : 1;
    }
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int by_turn(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->turn != y->turn) {
        return x->turn < y->turn ? -1 : 1;
    }
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static unsigned rank_of(session *s, const event *e)
{
    unsigned rank = random_below(&s->w, 1000);
    switch ((enum record_call)e->r.call) {
    case REC_COMMITTED:
    case REC_REMOVED:
    case REC_PHASE:
        return rank + 200;
    case REC_WRITE:
    case REC_RESIZE:
    case REC_EXTEND:
        return rank + 700;
    case REC_SENT:
    case REC_SENT_REMOVAL:
    case REC_CREATED_INDEX:
    case REC_RANGE:
        return rank + 5000;
    default:
        return rank;
    }
}

static bool *choose_moments(session *s, const recording *all, size_t wanted)
{
    bool *moments = calloc(all->count + 1, sizeof *moments);
    candidate *list = calloc(all->count + 1, sizeof *list);
    unsigned now = 0;
    if (moments == NULL || list == NULL) {
        fail("memory");
    }
    for (size_t i = 0; i < all->count; i++) {
        now += all->events[i].r.call == REC_PHASE;
        /* Phases are told at their begin and at their end. */
        list[i] = (candidate){
            .number = i, .phase = (now - (now > 0)) / 2, .rank = rank_of(s, &all->events[i])};
    }
    qsort(list, all->count, sizeof *list, by_rank);
    for (size_t i = 1; i < all->count; i++) {
        list[i].turn = list[i].phase == list[i - 1].phase ? list[i - 1].turn + 1 : 0;
    }
    qsort(list, all->count, sizeof *list, by_turn);
    for (size_t i = 0; i < wanted && i < all->count; i++) {
        moments[list[i].number] = true;
    }
    free(list);
    return moments;
}

/* ---- all of it ---------------------------------------------------------------------------- */

static void make_session(session *s, const char *program, const char *recorder, uint64_t seed)
{
    static const char *const snapshot[] = {"snapshot", "--help", NULL};
    char folder[256];
    make_power_world(&s->w, program, seed, folder, sizeof folder);
    s->recorder = recorder;
    snprintf(s->root, sizeof s->root, "%s/root", folder);
    snprintf(s->w.index, sizeof s->w.index, "%s/root/index", folder);
    snprintf(s->recording, sizeof s->recording, "%s/recording", folder);
    snprintf(s->input, sizeof s->input, "%s/input.jsonl", folder);
    snprintf(s->state, sizeof s->state, "%s/state", folder);
    snprintf(s->next, sizeof s->next, "%s/next", folder);
    snprintf(s->scratch, sizeof s->scratch, "%s/scratch", folder);
    s->can_copy = run(&s->w, snapshot, NULL, TIMEOUT_S) == 0;
}

/* Nothing, or an empty folder for the index, or a state that a loss of power has left. */
static void begin_root(trial *t, unsigned long number)
{
    session *s = t->s;
    remove_tree(s->root);
    unlink(s->recording);
    forget_promises(&s->w);
    if (t->has_kept) {
        memcpy(s->w.promises, t->kept.promises, sizeof s->w.promises);
        s->w.made = t->kept.made;
        t->has_kept = false;
        if (rename(s->next, s->root) != 0) {
            fail(s->next);
        }
        return;
    }
    make_folder(s->root);
    if (number % 4 >= 2) {
        make_folder(s->w.index);
    }
}

/* A recording, and so many states of it. */
static bool try_recording(trial *t, play *p, unsigned long number, unsigned long states)
{
    session *s = t->s;
    bool from_empty = !t->has_kept;
    begin_root(t, number);
    disk *d = disk_of(s->root);
    disk *whole = disk_of(s->root);
    world before = s->w;
    record_all(s);
    recording all = recording_read(s->recording);
    const char *problem = all.count == 0 || s->failed ? "no recording" : NULL;
    for (size_t i = 0; i < all.count && problem == NULL; i++) {
        problem = disk_apply(whole, &all.events[i], i);
    }
    if (problem == NULL && !disk_equals(whole, s->root, s->scratch)) {
        problem = "the folder is not what the recorded calls make of it";
    }
    bool *moments = choose_moments(s, &all, states / 7 + 1);
    t->limit = t->states + states;
    t->keep_at = from_empty ? t->states + random_below(&s->w, (unsigned)states) : ULONG_MAX;
    memcpy(s->w.promises, before.promises, sizeof s->w.promises);
    s->w.made = before.made;
    forget_promises(&s->copy);
    p->moments = moments;
    p->seed = next_random(&s->w) >> 1;
    if (problem == NULL) {
        problem = play_recording(p, &all, d);
    }
    if (problem != NULL) {
        printf("%s\n", problem);
        s->failed = true;
    }
    free(moments);
    disk_free(whole);
    disk_free(d);
    recording_free(&all);
    return problem == NULL;
}

static void add_to(phase *sum, const phase *p)
{
    sum->recorded += p->recorded;
    sum->moments += p->moments;
    sum->states += p->states;
    sum->again += p->again;
    sum->looked += p->looked;
    sum->lost += p->lost;
    sum->torn += p->torn;
    sum->unsound += p->unsound;
}

static void print_table(const trial *t, unsigned long recordings)
{
    phase sum = {.name = "all"};
    printf("%-8s %8s %8s %8s %8s %9s %6s %6s %8s\n", "phase", "recorded", "moments", "states",
           "the same", "articles", "lost", "torn", "damaged");
    for (size_t i = 0; i <= PHASES; i++) {
        const phase *p = i < PHASES ? &phases[i] : &sum;
        printf("%-8s %8lu %8lu %8lu %8lu %9lu %6lu %6lu %8lu\n", p->name, p->recorded, p->moments,
               p->states, p->again, p->looked, p->lost, p->torn, p->unsound);
        if (i < PHASES) {
            add_to(&sum, p);
        }
    }
    if (t->failing > TOLD_MAX) {
        printf("%lu more states fail than are told of\n", t->failing - TOLD_MAX);
    }
    world *w = &t->judged->w;
    w->looked = sum.looked;
    w->lost = sum.lost;
    w->torn = sum.torn;
    w->unsound = sum.unsound;
    char what[200];
    snprintf(what, sizeof what, "%lu recordings, %lu states (index, remove and compact behind %lu)",
             recordings, t->states, t->followed);
    report(w, what);
}

int run_power(const char *program, const char *recorder, unsigned long states, uint64_t seed)
{
    static session s;
    trial t = {.s = &s, .wanted = states, .seed = seed};
    unsigned long each = states / 8 > 60 ? states / 8 : 60, recordings = 0;
    t.judged =
        mmap(NULL, sizeof *t.judged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t.judged == MAP_FAILED) {
        fail("memory");
    }
    prepare_look();
    make_session(&s, program, recorder, seed);
    printf("loss of power, seed %llu\n", (unsigned long long)seed);
    play p = {.w = &s.w, .copy = &s.copy, .judge = judge_cut, .payload = &t};
    while (t.states < states && recordings < states && try_recording(&t, &p, recordings, each)) {
        recordings++;
    }
    print_table(&t, recordings);
    free(p.seen.list);
    remove_world(&s.w);
    return !s.failed && t.failing == 0 && t.states >= states ? 0 : 1;
}
