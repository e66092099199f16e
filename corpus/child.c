/* Formats whose libraries are large and whose files are often hostile are read in a child process,
 * which can read memory, answer, and nothing else: what a file does there costs that file only.
 *
 * The child is a fork: it has the file in memory, and needs no program of its own to be installed.
 * It closes all that was open, loses by seccomp(2) every call but those for memory and for its
 * answer (so: no file, no network, no other process), and has limits of memory and time.  Where
 * the kernel has landlock(7), that takes files and network away a second time.  The answer is a sequence of messages, each a kind, a length and so many bytes; who reads them
 * believes none. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

/* ---- messages --------------------------------------------------------------- */

typedef enum message_kind {
    MESSAGE_FIELD = 'f',     /* the number of a field, its text */
    MESSAGE_PLACE = 'm',     /* the kind of a place, where in the next paragraph, its text */
    MESSAGE_PARAGRAPH = 'p', /* its text */
    MESSAGE_DRAFT = 'd',     /* all of an article was told; its number in the file */
    MESSAGE_PROBLEM = 'w',   /* a status, whether something is lost, and what to say */
    MESSAGE_ALIVE = '.',
    MESSAGE_END = 'e' /* all is read; a status */
} message_kind;

enum { PLACE_PREFIX = 1 + sizeof(uint64_t) };
enum { HEADER = 5, PIPE_BLOCK = 64 * 1024, EXIT_NO_MEMORY = 3, EXIT_UNHEARD = 4, EXIT_OPEN = 5 };

/* ---- in the child ------------------------------------------------------------- */

typedef struct answer {
    fund_buf buf;
    int fd;
} answer;

static void flush(answer *to)
{
    for (size_t at = 0; at < to->buf.len;) {
        ssize_t wrote = write(to->fd, to->buf.data + at, to->buf.len - at);
        if (wrote < 0 && errno != EINTR) {
            _exit(EXIT_UNHEARD);
        }
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    fund_buf_clear(&to->buf);
}

static void tell(answer *to, message_kind kind, const void *prefix, size_t prefix_len,
                 fund_text text)
{
    uint32_t len = (uint32_t)(prefix_len + text.len);
    fund_buf_append_byte(&to->buf, (char)kind);
    fund_buf_append(&to->buf, &len, sizeof len);
    fund_buf_append(&to->buf, prefix, prefix_len);
    fund_buf_append(&to->buf, text.data, text.len);
    if (to->buf.failed) {
        _exit(EXIT_NO_MEMORY);
    }
    if (to->buf.len > PIPE_BLOCK || kind == MESSAGE_DRAFT || kind == MESSAGE_PROBLEM) {
        flush(to);
    }
}

static void tell_number(answer *to, message_kind kind, uint64_t number)
{
    tell(to, kind, &number, sizeof number, (fund_text){"", 0});
}

static void tell_place(answer *to, const fund_place_mark *mark)
{
    char prefix[PLACE_PREFIX] = {(char)mark->kind};
    uint64_t offset = mark->offset;
    memcpy(prefix + 1, &offset, sizeof offset);
    tell(to, MESSAGE_PLACE, prefix, sizeof prefix, mark->value);
}

/* What the draft has. */
static void tell_parts(answer *to, const fund_corpus_reader *reader)
{
    for (int i = 0; i < FUND_FIELD_COUNT; i++) {
        char field = (char)i;
        if (reader->fields[i].len > 0) {
            tell(to, MESSAGE_FIELD, &field, 1, reader->fields[i]);
        }
    }
    size_t mark = 0;
    for (size_t i = 0; i < reader->paragraphs.count; i++) {
        for (; mark < reader->marks.count && reader->marks.items[mark].paragraph <= i; mark++) {
            tell_place(to, &reader->marks.items[mark]);
        }
        tell(to, MESSAGE_PARAGRAPH, NULL, 0, reader->paragraphs.items[i]);
    }
}

/* In place of making an article of the draft. */
static fund_status tell_draft(fund_corpus_reader *reader)
{
    answer *to = reader->sink_payload;
    if (reader->failed) {
        return fund_corpus_no_memory(reader);
    }
    tell_parts(to, reader);
    tell_number(to, MESSAGE_DRAFT, reader->item);
    return FUND_OK;
}

void fund_child_hand_over(fund_corpus_reader *reader)
{
    if (reader->sink_payload != NULL) {
        tell_parts(reader->sink_payload, reader);
        fund_draft_clear(reader);
    }
}

static fund_status tell_problem(const fund_error *error, bool lost, void *payload)
{
    const char head[2] = {(char)error->status, (char)lost};
    tell(payload, MESSAGE_PROBLEM, head, sizeof head, fund_text_of(error->message));
    return FUND_OK;
}

void fund_child_alive(fund_corpus_reader *reader)
{
    if (reader->sink_payload != NULL) {
        answer *to = reader->sink_payload;
        tell(to, MESSAGE_ALIVE, NULL, 0, (fund_text){"", 0});
        flush(to);
    }
}

/* ---- what the child may do ------------------------------------------------------- */

#if defined __x86_64__
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_MACHINE
/* Memory, time, its own signals, and what is open: the pipe for the answer. */
static const unsigned allowed_calls[] = {
    __NR_write,
    __NR_read,
    __NR_close,
    __NR_brk,
    __NR_munmap,
    __NR_mremap,
    __NR_madvise,
    __NR_futex,
    __NR_exit,
    __NR_exit_group,
    __NR_rt_sigreturn,
    __NR_rt_sigaction,
    __NR_rt_sigprocmask,
    __NR_sigaltstack,
    __NR_getpid,
    __NR_gettid,
    __NR_tgkill,
    __NR_clock_gettime,
    __NR_gettimeofday,
    __NR_getrandom,
    __NR_sched_yield,
    __NR_restart_syscall,
    __NR_clock_nanosleep,
    __NR_nanosleep,
    __NR_lseek,
    __NR_fstat,
    __NR_getrusage,
};

#define LOAD(member)                                                                               \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, member))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EACCES)

/* Libraries go on without the files that they do not get; memory that can be run is none. */
static bool refuse_calls(void)
{
    struct sock_filter program[2 * FUND_COUNT(allowed_calls) + 16];
    unsigned short count = 0;
    const struct sock_filter head[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
    };
    const struct sock_filter tail[] = {
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 1, 0),
        REFUSE,
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4 /* PROT_EXEC */, 0, 1),
        REFUSE,
        ANSWER(SECCOMP_RET_ALLOW),
    };
    memcpy(program, head, sizeof head);
    count = FUND_COUNT(head);
    for (size_t i = 0; i < FUND_COUNT(allowed_calls); i++) {
        program[count++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed_calls[i], 0, 1);
        program[count++] = (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW);
    }
    memcpy(program + count, tail, sizeof tail);
    count += FUND_COUNT(tail);
    struct sock_fprog filter = {.len = count, .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}
#else
static bool refuse_calls(void)
{
    return false; /* limits alone */
}
#endif

/* Of linux/landlock.h, which may be older than the kernel. */
enum {
    LANDLOCK_CREATE = 444,   /* the calls' numbers are those of all machines */
    LANDLOCK_RESTRICT = 446, /* this process */
    LANDLOCK_VERSION = 1     /* asks LANDLOCK_CREATE for its version */
};

/* The version of landlock that the kernel has; 0 or less: none. */
static long landlock_version(void)
{
    return syscall(LANDLOCK_CREATE, NULL, (size_t)0, LANDLOCK_VERSION);
}

/* No access to files, and what a kernel knows further: TCP, other processes' sockets and signals. */
static bool lock_land(void)
{
    static const unsigned rights[] = {0, 13, 14, 15, 15, 16}; /* to files, by version */
    const long version = landlock_version();
    const size_t known = FUND_COUNT(rights) - 1;
    if (version <= 0) {
        return false;
    }
    const struct {
        uint64_t files, net, scoped;
    } rules = {((uint64_t)1 << rights[(size_t)version < known ? (size_t)version : known]) - 1,
               version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
    int set = (int)syscall(LANDLOCK_CREATE, &rules, sizeof rules, 0);
    bool locked = set >= 0 && syscall(LANDLOCK_RESTRICT, set, 0) == 0;
    if (set >= 0) {
        close(set);
    }
    return locked;
}

const char *fund_child_guards(void)
{
    static const char *const names[] = {"", "seccomp", "landlock", "seccomp, landlock"};
    size_t has = landlock_version() > 0 ? 2 : 0;
#ifdef THIS_MACHINE
    has += prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
#endif
    return names[has];
}

static void limit(__rlimit_resource_t what, uint64_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) == 0) {
        now.rlim_cur = now.rlim_max < most ? now.rlim_max : most;
        now.rlim_max = now.rlim_cur;
        setrlimit(what, &now);
    }
}

/* Bytes of address space that the program has by now, which the child inherits. */
static uint64_t address_space(void)
{
    char text[64];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0) {
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void close_all_from(unsigned first)
{
    if (syscall(SYS_close_range, first, ~0U, 0) != 0) {
        for (unsigned fd = first; fd < 65536; fd++) {
            close((int)fd);
        }
    }
}

/* Keeps `fd` as number 3, and nothing else that was open: an index's lock and files among it. */
static bool keep_only(int fd)
{
    enum { KEPT = 3 };
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || (fd != KEPT && dup2(fd, KEPT) < 0)) {
        return false;
    }
    nothing = nothing == KEPT ? open("/dev/null", O_RDWR | O_CLOEXEC) : nothing;
    for (int i = 0; i < KEPT; i++) {
        if (dup2(nothing, i) < 0) {
            return false;
        }
    }
    close_all_from(KEPT + 1);
    return true;
}

static bool restrict_child(const fund_child_limits *limits, int *fd)
{
    static const int ended_by[] = {SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGALRM};
    for (size_t i = 0; i < FUND_COUNT(ended_by); i++) {
        signal(ended_by[i], SIG_DFL);
    }
    signal(SIGINT, SIG_IGN); /* of a terminal: who reads decides */
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    uint64_t space = address_space();
    if (space == 0 || !keep_only(*fd)) {
        return false;
    }
    *fd = 3;
    limit(RLIMIT_AS, space + limits->memory);
    limit(RLIMIT_CPU, limits->cpu_seconds);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) { /* which both ask for */
        lock_land();
        refuse_calls();
    }
    return true;
}

static _Noreturn void run_child(fund_corpus_reader *reader, fund_text bytes, fund_child_work work,
                                const fund_child_limits *limits, int fd)
{
    static const fund_reader_events events = {.size = sizeof events, .problem = tell_problem};
    answer to = {.buf = FUND_BUF_INIT, .fd = fd};
    if (!restrict_child(limits, &to.fd)) {
        _exit(EXIT_OPEN);
    }
    reader->events = &events;
    reader->payload = reader->sink_payload = &to;
    reader->sink = tell_draft;
    fund_status status = work(reader, bytes);
    if (status != FUND_OK && status != FUND_LOST) {
        _exit(status == FUND_ERR_MEMORY ? EXIT_NO_MEMORY : EXIT_UNHEARD);
    }
    tell_number(&to, MESSAGE_END, status == FUND_LOST);
    flush(&to);
    _exit(0);
}

/* ---- in the parent ------------------------------------------------------------------ */

typedef struct hearing {
    fund_corpus_reader *reader;
    const fund_child_limits *limits;
    int fd;
    fund_buf buf;
    size_t told;       /* bytes of the draft at hand */
    unsigned problems; /* that were reported */
    bool ended, lost;
    const char *why; /* it is not listened to any longer */
} hearing;

static fund_status take_draft(hearing *from, fund_text text)
{
    fund_corpus_reader *reader = from->reader;
    uint64_t item;
    memcpy(&item, text.data, sizeof item);
    reader->item = (size_t)item;
    fund_status status = fund_corpus_go_on(fund_draft_deliver(reader));
    reader->item = 0;
    fund_draft_clear(reader);
    from->told = 0;
    return status;
}

static fund_status take_problem(hearing *from, fund_text text)
{
    enum { PROBLEMS_MAX = 1000 };
    fund_corpus_reader *reader = from->reader;
    fund_error err = FUND_ERROR_INIT;
    if (++from->problems > PROBLEMS_MAX) {
        from->why = FUND_TR("has too many errors");
        return FUND_OK;
    }
    fund_status status = (unsigned char)text.data[0];
    bool known = status > FUND_OK && status < FUND_ERR_INTERNAL;
    fund_error_set(&err, known ? status : FUND_ERR_FORMAT, "%.*s", (int)(text.len - 2),
                   text.data + 2);
    fund_error_at(&err, reader->path, 0);
    return reader->events->problem(&err, text.data[1] != 0, reader->payload);
}

/* The child may be in the hands of the file: numbers and lengths are checked, and that texts are
   UTF-8. */
static bool is_message(char kind, fund_text text, fund_text own, bool has_prefix, int number)
{
    switch (kind) {
    case MESSAGE_FIELD:
    case MESSAGE_PLACE:
        return has_prefix &&
               number < (kind == MESSAGE_FIELD ? (int)FUND_FIELD_COUNT : (int)FUND_PLACE_COUNT) &&
               fund_utf8_valid(own.data, own.len, NULL);
    case MESSAGE_DRAFT:
    case MESSAGE_END:
        return text.len == sizeof(uint64_t);
    case MESSAGE_PROBLEM:
    case MESSAGE_PARAGRAPH:
        return has_prefix && fund_utf8_valid(own.data, own.len, NULL);
    default:
        return kind == MESSAGE_ALIVE;
    }
}

static fund_status take_message(hearing *from, char kind, fund_text text)
{
    fund_corpus_reader *reader = from->reader;
    uint64_t offset;
    const size_t skip = kind == MESSAGE_FIELD     ? 1
                        : kind == MESSAGE_PLACE   ? PLACE_PREFIX
                        : kind == MESSAGE_PROBLEM ? 2
                                                  : 0;
    const size_t prefix = text.len < skip ? text.len : skip;
    const fund_text own = {text.data + prefix, text.len - prefix};
    const int number = prefix > 0 ? (unsigned char)text.data[0] : 0;
    if (!is_message(kind, text, own, prefix == skip, number)) {
        from->why = FUND_TR("its reader gave a wrong answer");
        return FUND_OK;
    }
    switch (kind) {
    case MESSAGE_FIELD:
        reader->fields[number] = fund_draft_keep(reader, own);
        return FUND_OK;
    case MESSAGE_PLACE:
        memcpy(&offset, text.data + 1, sizeof offset);
        fund_draft_mark_at(reader, (fund_place_kind)number, own, (size_t)offset);
        return FUND_OK;
    case MESSAGE_PARAGRAPH:
        fund_draft_add_paragraph(reader, own);
        return FUND_OK;
    case MESSAGE_DRAFT:
        return take_draft(from, text);
    case MESSAGE_PROBLEM:
        return take_problem(from, text);
    case MESSAGE_END:
        from->ended = true;
        from->lost = text.data[0] != 0;
        return FUND_OK;
    default:
        return FUND_OK;
    }
}

/* What is complete in the buffer. */
static fund_status take_messages(hearing *from)
{
    fund_status status = FUND_OK;
    size_t at = 0;
    while (status == FUND_OK && from->why == NULL && !from->ended && from->buf.len - at >= HEADER) {
        uint32_t len;
        memcpy(&len, from->buf.data + at + 1, sizeof len);
        if (from->told + len > from->reader->limit) {
            from->why = FUND_TR("gives more text than the limit of an article");
        }
        if (from->buf.len - at - HEADER < len || from->why != NULL) {
            break;
        }
        from->told += HEADER + (size_t)len;
        status =
            take_message(from, from->buf.data[at], (fund_text){from->buf.data + at + HEADER, len});
        at += HEADER + (size_t)len;
    }
    memmove(from->buf.data, from->buf.data + at, from->buf.len - at);
    fund_buf_cut(&from->buf, from->buf.len - at);
    return status;
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Bytes of the answer; 0 at its end or when it is not waited for any longer. */
static size_t hear(hearing *from)
{
    int64_t until = milliseconds() + (int64_t)from->limits->silent_seconds * 1000;
    struct pollfd ready = {.fd = from->fd, .events = POLLIN};
    for (;;) {
        int64_t left = until - milliseconds();
        int got = left > 0 ? poll(&ready, 1, (int)left) : 0;
        if (got == 0) {
            from->why = FUND_TR("takes too long");
            return 0;
        }
        ssize_t len = got < 0 ? -1
                              : read(from->fd, from->buf.data + from->buf.len,
                                     from->buf.capacity - from->buf.len - 1);
        if (len >= 0 || errno != EINTR) {
            return len > 0 ? (size_t)len : 0;
        }
    }
}

static fund_status listen_to(hearing *from)
{
    fund_corpus_reader *reader = from->reader;
    fund_draft_clear(reader);
    fund_status status = FUND_OK;
    while (status == FUND_OK && from->why == NULL && !from->ended) {
        if (!fund_buf_reserve(&from->buf, PIPE_BLOCK + 1)) {
            return fund_corpus_no_memory(reader);
        }
        size_t got = hear(from);
        if (got == 0) {
            return status;
        }
        from->buf.len += got;
        status = take_messages(from);
        if (status == FUND_OK && reader->failed) {
            status = fund_corpus_no_memory(reader);
        }
    }
    return status;
}

/* Why the child ended before its answer did. */
static fund_status report_end(fund_corpus_reader *reader, const fund_child_limits *limits, int how)
{
    if (WIFSIGNALED(how) && WTERMSIG(how) != SIGXCPU && WTERMSIG(how) != SIGKILL) {
        return fund_corpus_lose(
            reader, FUND_ERR_FORMAT,
            "its reader ended by signal %d: the file is damaged, or needs more than %zu MB",
            WTERMSIG(how), limits->memory >> 20);
    }
    if (WIFSIGNALED(how)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "takes more than %u seconds; not read",
                                limits->cpu_seconds);
    }
    if (WIFEXITED(how) && WEXITSTATUS(how) == EXIT_NO_MEMORY) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "needs more than %zu MB of memory",
                                limits->memory >> 20);
    }
    return fund_corpus_lose(reader, FUND_ERR_FORMAT, "its reader ended early");
}

/* How the child ended; one that has closed its answer has a moment for it, others none. */
static int end_child(pid_t child, bool closed)
{
    enum { WAITS = 200 };
    static const struct timespec moment = {0, 10 * 1000 * 1000};
    int how = 0;
    for (int i = 0; closed && i < WAITS; i++) {
        if (waitpid(child, &how, WNOHANG) != 0) {
            return how;
        }
        nanosleep(&moment, NULL);
    }
    kill(child, SIGKILL);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    return how;
}

static fund_status answer_of(fund_corpus_reader *reader, const fund_child_limits *limits,
                             pid_t child, int fd)
{
    hearing from = {.reader = reader, .limits = limits, .fd = fd};
    fund_status status = listen_to(&from);
    int how = end_child(child, status == FUND_OK && from.why == NULL && !from.ended);
    fund_buf_free(&from.buf);
    if (status != FUND_OK || from.ended) {
        return status == FUND_OK && from.lost ? FUND_LOST : status;
    }
    return from.why != NULL
               ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "%s; not read", fund_tr(from.why))
               : report_end(reader, limits, how);
}

/* Gives the memory of large input back, which the child has, too, and only it reads on. */
static void let_go(fund_text bytes)
{
    enum { LARGE = 1024 * 1024 };
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)bytes.data + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)bytes.data + bytes.len) / page * page;
    if (bytes.len > LARGE) {
        madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
}

fund_status fund_child_read(fund_corpus_reader *reader, fund_text bytes, fund_child_work work,
                            const fund_child_limits *limits)
{
    static const fund_child_limits usual = {
        .memory = (size_t)1 << 30, .cpu_seconds = 600, .silent_seconds = 120};
    int ends[2];
    /* The messages of a language are looked up in a file, which the child cannot open. */
    (void)fund_tr("cannot be read");
    limits = limits != NULL ? limits : &usual;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return fund_corpus_lose(reader, FUND_ERR_IO, "%s", strerror(errno));
    }
    pid_t child = fork();
    if (child == 0) {
        run_child(reader, bytes, work, limits, ends[1]);
    }
    int errnum = errno;
    close(ends[1]);
    if (child > 0) {
        let_go(bytes);
    }
    fund_status status =
        child > 0
            ? answer_of(reader, limits, child, ends[0])
            : fund_corpus_lose(reader, FUND_ERR_IO, "cannot start a process: %s", strerror(errnum));
    close(ends[0]);
    return status;
}
