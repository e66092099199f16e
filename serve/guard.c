/* Who may ask: names of the server, keys, requests a second. */
#include "serve/serve_private.h"

#include "base/array.h"

#include <arpa/inet.h>
#include <nettle/base64.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ADDRESSES_MAX = 4096, KEYS_FILE_MAX = 1 << 20, KEY_MAX = 512, HOST_MAX = 256 };

typedef struct hash {
    uint8_t bytes[SHA256_DIGEST_SIZE];
} hash;

/* Requests that an address has left, in thousandths. */
typedef struct allowance {
    uint64_t address; /* its hash */
    uint64_t at;      /* fund_clock_ms() */
    uint64_t left;
} allowance;

struct serve_guard {
    fund_array(hash) keys;
    bool needs_key;
    char host[HOST_MAX]; /* of the base URL, "" without one */
    uint32_t rate;
    allowance *addresses;
};

/* ---- keys ---------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* "SHA256 NAME", as sha256sum writes it. */
static bool read_hash(hash *out, const char *line, size_t len)
{
    for (size_t i = 0; len >= 2 * sizeof out->bytes && i < sizeof out->bytes; i++) {
        int high = hex_digit(line[2 * i]), low = hex_digit(line[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out->bytes[i] = (uint8_t)(high * 16 + low);
    }
    return len == 2 * sizeof out->bytes || (len > 2 * sizeof out->bytes && line[64] == ' ');
}

static fund_status read_keys(serve_guard *guard, const char *path, fund_error *err)
{
    fund_buf text = FUND_BUF_INIT;
    uint64_t number = 0;
    fund_status status = fund_file_read(&text, path, KEYS_FILE_MAX, err);
    for (size_t pos = 0; pos < text.len && status == FUND_OK;) {
        const char *line = text.data + pos;
        size_t len = strcspn(line, "\n");
        hash key;
        number++;
        pos += len + 1;
        if (len == 0 || line[0] == '#') {
            continue;
        }
        if (!read_hash(&key, line, len)) {
            status = fund_error_set_in(err, FUND_ERR_FORMAT, path, number,
                                       "a line has the SHA-256 of a key and its name");
        } else if (!fund_array_push(&guard->keys, key)) {
            status = fund_no_memory(err);
        }
    }
    if (status == FUND_OK && guard->keys.count == 0) {
        status = fund_error_set_in(err, FUND_ERR_FORMAT, path, 0, "there is no key");
    }
    fund_buf_free(&text);
    return status;
}

/* Each key is compared with, whichever fits: how long that takes says nothing. */
static bool has_key(const serve_guard *guard, const char *key, size_t len)
{
    struct sha256_ctx context;
    hash given;
    int found = 0;
    sha256_init(&context);
    sha256_update(&context, len, (const uint8_t *)key);
    sha256_digest(&context, sizeof given.bytes, given.bytes);
    for (size_t i = 0; i < guard->keys.count; i++) {
        found |= memeql_sec(guard->keys.items[i].bytes, given.bytes, sizeof given.bytes);
    }
    return found != 0;
}

/* The password of "user:password" in base64; users do not matter. */
static bool has_password(const serve_guard *guard, const char *text, size_t len)
{
    uint8_t plain[BASE64_DECODE_LENGTH(KEY_MAX)];
    struct base64_decode_ctx context;
    size_t size = sizeof plain;
    base64_decode_init(&context);
    if (len > KEY_MAX || !base64_decode_update(&context, &size, plain, len, text) ||
        !base64_decode_final(&context)) {
        return false;
    }
    const uint8_t *colon = memchr(plain, ':', size);
    return colon != NULL &&
           has_key(guard, (const char *)colon + 1, size - (size_t)(colon + 1 - plain));
}

bool serve_guard_lets_in(const serve_guard *guard, fund_text given)
{
    if (!guard->needs_key) {
        return true;
    }
    if (given.len > 7 && given.len < KEY_MAX && strncasecmp(given.data, "Bearer ", 7) == 0) {
        return has_key(guard, given.data + 7, given.len - 7);
    }
    return given.len > 6 && strncasecmp(given.data, "Basic ", 6) == 0 &&
           has_password(guard, given.data + 6, given.len - 6);
}

/* ---- hosts --------------------------------------------------------------------------- */

/* The name in "name", "name:80", "[::1]:80"; 0: it is none. */
static size_t name_length(fund_text host)
{
    const char *colon = memchr(host.data, ':', host.len);
    size_t len = colon != NULL ? (size_t)(colon - host.data) : host.len;
    if (host.len > 0 && host.data[0] == '[') {
        const char *end = memchr(host.data, ']', host.len);
        len = end != NULL ? (size_t)(end + 1 - host.data) : 0;
    }
    if (len < host.len && host.data[len] != ':') {
        return 0;
    }
    for (size_t i = len + 1; i < host.len; i++) {
        if (host.data[i] < '0' || host.data[i] > '9') {
            return 0;
        }
    }
    return len;
}

/* Numbers cannot be made to mean another machine, as names can by DNS rebinding. */
static bool is_address(const char *name, size_t len)
{
    char plain[HOST_MAX];
    struct in_addr four;
    struct in6_addr six;
    bool bracketed = len > 2 && name[0] == '[';
    memcpy(plain, name + bracketed, len - (bracketed ? 2 : 0));
    plain[len - (bracketed ? 2 : 0)] = '\0';
    return bracketed ? inet_pton(AF_INET6, plain, &six) == 1
                     : inet_pton(AF_INET, plain, &four) == 1;
}

bool serve_guard_knows_host(const serve_guard *guard, fund_text host)
{
    size_t len = name_length(host);
    if (len == 0 || len >= HOST_MAX) {
        return false;
    }
    bool own = strlen(guard->host) == len && strncasecmp(guard->host, host.data, len) == 0;
    bool local = len == 9 && strncasecmp("localhost", host.data, len) == 0;
    return own || local || is_address(host.data, len);
}

/* ---- rate ---------------------------------------------------------------------------- */

/* Addresses that hash alike share an allowance only while both ask: the later one takes the place. */
bool serve_guard_has_rate(serve_guard *guard, const char *address)
{
    if (guard->rate == 0) {
        return true;
    }
    uint64_t now = fund_clock_ms(), full = (uint64_t)guard->rate * 1000;
    uint64_t key = fund_hash64(address, strlen(address));
    allowance *of = &guard->addresses[key % ADDRESSES_MAX];
    if (of->address != key) {
        *of = (allowance){key, now, full};
    }
    uint64_t gained = (now - of->at) * guard->rate;
    of->left = of->left + gained < full ? of->left + gained : full;
    of->at = now;
    if (of->left < 1000) {
        return false;
    }
    of->left -= 1000;
    return true;
}

fund_status serve_guard_open(serve_guard **out, const serve_settings *settings, fund_error *err)
{
    serve_guard *guard = calloc(1, sizeof *guard);
    *out = NULL;
    if (guard == NULL || (guard->addresses = calloc(ADDRESSES_MAX, sizeof(allowance))) == NULL) {
        free(guard);
        return fund_no_memory(err);
    }
    guard->rate = settings->rate;
    guard->needs_key = settings->keys != NULL;
    if (settings->base_url != NULL) {
        const char *host = strstr(settings->base_url, "://") + 3;
        size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
        if (len < HOST_MAX) {
            memcpy(guard->host, host, len);
        }
    }
    fund_status status = guard->needs_key ? read_keys(guard, settings->keys, err) : FUND_OK;
    if (status != FUND_OK) {
        serve_guard_free(guard);
        return status;
    }
    *out = guard;
    return FUND_OK;
}

void serve_guard_free(serve_guard *guard)
{
    if (guard != NULL) {
        fund_array_free(&guard->keys);
        free(guard->addresses);
        free(guard);
    }
}
