/* The sums of a lexicon's tables, which are checked a block at a time: to check all of a file that is
 * mapped takes longer than a search. */
#include "stemmer/lexicon_private.h"

fund_status fund_lexicon_damaged(fund_error *err, const char *path, const char *what)
{
    return fund_error_set(err, FUND_ERR_CORRUPT,
                          "%s: damaged lexicon (%s); rebuild it with \"make\" or reinstall it",
                          path, fund_tr(what));
}

uint64_t fund_lexicon_tables_size(const fund_lexicon_header *header)
{
    return (uint64_t)header->slots * (sizeof(fund_lexicon_entry) + sizeof(uint16_t)) +
           (uint64_t)header->endings_slots * sizeof(fund_ending);
}

size_t fund_lexicon_sums(const fund_lexicon_header *header)
{
    return (size_t)((fund_lexicon_tables_size(header) + FUND_LEXICON_BLOCK - 1) /
                    FUND_LEXICON_BLOCK);
}

const char *fund_lexicon_tail(const fund_lexicon_header *header)
{
    return (const char *)(header + 1) + fund_lexicon_tables_size(header);
}

static uint64_t tail_sum(const fund_lexicon_header *header)
{
    const char *tail = fund_lexicon_tail(header);
    return fund_hash64(tail, (size_t)((const char *)header + header->file_size - tail));
}

static uint64_t header_sum(const fund_lexicon_header *header)
{
    size_t covered = offsetof(fund_lexicon_header, checksum) + sizeof header->checksum;
    return fund_hash64((const char *)header + covered, sizeof *header - covered);
}

static uint32_t block_sum(const fund_lexicon_blocks *blocks, size_t block)
{
    size_t begin = block * FUND_LEXICON_BLOCK, left = blocks->size - begin;
    return (uint32_t)fund_hash64(blocks->begin + begin,
                                 left < FUND_LEXICON_BLOCK ? left : FUND_LEXICON_BLOCK);
}

void fund_lexicon_check_block(fund_lexicon_blocks *blocks, size_t block)
{
    uint32_t sum;
    memcpy(&sum, blocks->sums + block * sizeof sum, sizeof sum);
    if (block_sum(blocks, block) != sum) {
        atomic_store(&blocks->damaged, true);
    }
    atomic_store_explicit(&blocks->seen[block], 1, memory_order_relaxed);
}

void fund_lexicon_sign(void *file)
{
    fund_lexicon_header *header = file;
    const fund_lexicon_blocks blocks = {.begin = (const char *)(header + 1),
                                        .size = (size_t)fund_lexicon_tables_size(header)};
    size_t count = fund_lexicon_sums(header);
    char *sums = (char *)file + header->file_size - count * sizeof(uint32_t);
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = block_sum(&blocks, i);
        memcpy(sums + i * sizeof sum, &sum, sizeof sum);
    }
    header->tail = tail_sum(header);
    header->checksum = header_sum(header);
}

bool fund_lexicon_is_signed(const fund_lexicon_header *header)
{
    return header_sum(header) == header->checksum && tail_sum(header) == header->tail;
}

fund_status fund_lexicon_check(const fund_lexicon *lexicon, fund_error *err)
{
    return lexicon != NULL && atomic_load(&lexicon->blocks.damaged)
               ? fund_lexicon_damaged(err, lexicon->path, FUND_TR("wrong checksum"))
               : FUND_OK;
}
