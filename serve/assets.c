/* The files of the page, as they are. */
#include "serve/serve_private.h"

#define FILE_OF(name, path)                                                                        \
    __asm__(".section .rodata\n"                                                                   \
            "serve_file_" name "_begin: .incbin \"" path "\"\n"                                    \
            "serve_file_" name "_end: .byte 0\n"                                                   \
            ".previous\n");

FILE_OF("style", "serve/style.css")
FILE_OF("script", "serve/page.js")
FILE_OF("icon", "serve/icon.svg")

extern const char serve_file_style_begin[], serve_file_style_end[];
extern const char serve_file_script_begin[], serve_file_script_end[];
extern const char serve_file_icon_begin[], serve_file_icon_end[];

static void send_file(serve_work *work, const char *type, const char *begin, const char *end)
{
    fund_buf body = FUND_BUF_INIT;
    fund_buf_append(&body, begin, (size_t)(end - begin));
    serve_body(work, type, &body);
}

void serve_style(serve_work *work)
{
    send_file(work, "text/css; charset=utf-8", serve_file_style_begin, serve_file_style_end);
}

void serve_script(serve_work *work)
{
    send_file(work, "text/javascript; charset=utf-8", serve_file_script_begin,
              serve_file_script_end);
}

void serve_icon(serve_work *work)
{
    send_file(work, "image/svg+xml", serve_file_icon_begin, serve_file_icon_end);
}
