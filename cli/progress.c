#include "cli/cli_private.h"

#include "cli/indexing.h"

#include <unistd.h>

enum { BAR = 24 };

void cli_progress_start(cli_progress *progress, bool quiet, char *const *paths, size_t count)
{
    *progress = (cli_progress){.shown = !quiet && isatty(STDERR_FILENO), .start = cli_now()};
    for (size_t i = 0; progress->shown && i < count; i++) {
        uint64_t files, bytes;
        if (fund_read_measure(&files, &bytes, paths[i], NULL) == FUND_OK) {
            progress->total += bytes;
        }
    }
}

static void print_bar(double part)
{
    fputc('[', stderr);
    for (int i = 0; i < BAR; i++) {
        fputc(i < (int)(part * BAR) ? '=' : ' ', stderr);
    }
    fprintf(stderr, "] %3.0f %%  ", 100 * part);
}

void cli_progress_update(cli_progress *progress, uint64_t articles, uint64_t bytes)
{
    double now = cli_now();
    if (!progress->shown || now - progress->last < 0.1) {
        return;
    }
    progress->last = now;
    double seconds = now - progress->start;
    double speed = seconds > 0 ? (double)bytes / seconds : 0;
    fputc('\r', stderr);
    if (progress->total > 0) {
        double part = (double)bytes / (double)progress->total;
        print_bar(part < 1 ? part : 1);
    }
    fprintf(stderr, fund_trn("%llu article  %.1f MB/s", "%llu articles  %.1f MB/s", articles),
            (unsigned long long)articles, speed / 1e6);
    if (progress->total > bytes && speed > 0) {
        fprintf(stderr, fund_tr("  %.0f s left"), (double)(progress->total - bytes) / speed);
    }
    fputs("\033[K", stderr);
}

void cli_progress_clear(const cli_progress *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", stderr);
    }
}

void cli_print_commit(const fund_index_counts *now, const fund_index_counts *last)
{
    char time[CLI_TIME_MAX];
    uint64_t passages = now->passages - last->passages;
    fprintf(stderr, "%s  +%llu ~%llu -%llu  ", cli_time(time),
            (unsigned long long)(now->added - last->added),
            (unsigned long long)(now->replaced - last->replaced),
            (unsigned long long)(now->removed - last->removed));
    fprintf(stderr, fund_trn("(%llu passage)\n", "(%llu passages)\n", passages),
            (unsigned long long)passages);
}
