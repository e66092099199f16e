/* Libraries that are loaded when they are needed: found or not, by many threads, without memory. */
#include "base/load.h"
#include "test_memory.h"

#include <editline/readline.h>
#include <pthread.h>
#include <yaml.h>

int fund_no_such_function(void);

#define YAML_NAMES(X)                                                                              \
    X(yaml_get_version_string)                                                                     \
    X(yaml_parser_delete)
#define EDIT_NAMES(X)                                                                              \
    X(rl_readline_name)                                                                            \
    X(using_history)
#define OTHER_NAMES(X)                                                                             \
    X(yaml_get_version_string)                                                                     \
    X(fund_no_such_function)

static int starts;

static void count_start(void)
{
    starts++;
}

FUND_LIBRARY(here, YAML_NAMES, count_start, FUND_LIBRARY_YAML)
FUND_LIBRARY(edit, EDIT_NAMES, NULL, FUND_LIBRARY_EDIT)
FUND_LIBRARY(missing, YAML_NAMES, count_start, "libgibtesnicht.so.7", "libgibtesnicht7")
FUND_LIBRARY(other, OTHER_NAMES, count_start, FUND_LIBRARY_YAML)

static void *load_here(void *payload)
{
    fund_error err = FUND_ERROR_INIT;
    *(bool *)payload = fund_library_load(&here_library, &err) == FUND_OK &&
                       strlen(here.yaml_get_version_string()) > 0;
    return NULL;
}

static void threads_load_a_library_once(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    bool good[THREADS] = {false};
    starts = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, load_here, &good[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(good[i]);
    }
    assert_int_equal(starts, 1);
    assert_int_equal(fund_library_load(&here_library, NULL), FUND_OK);
    assert_int_equal(starts, 1);
}

static void variables_are_had_by_their_address(void **state)
{
    (void)state;
    assert_int_equal(fund_library_load(&edit_library, NULL), FUND_OK);
    *edit.rl_readline_name = "fundstelle";
    edit.using_history();
    assert_string_equal(*edit.rl_readline_name, "fundstelle");
}

static void a_missing_library_is_named_with_its_package(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fund_library_load(&missing_library, &err), FUND_ERR_IO);
        assert_string_equal(err.message,
                            "cannot load libgibtesnicht.so.7 (cannot open shared object file: No "
                            "such file or directory): install the package libgibtesnicht7");
        assert_int_equal(err.status, FUND_ERR_IO);
    }
    assert_int_equal(fund_library_load(&missing_library, NULL), FUND_ERR_IO);
    /* A later call finds what was installed meanwhile. */
    missing_library.soname = here_library.soname;
    starts = 0;
    assert_int_equal(fund_library_load(&missing_library, &err), FUND_OK);
    assert_int_equal(starts, 1);
}

static void a_missing_symbol_is_named(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    starts = 0;
    assert_int_equal(fund_library_load(&other_library, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, "cannot load libyaml"));
    assert_non_null(strstr(err.message, "undefined symbol: fund_no_such_function): install the "));
    assert_int_equal(starts, 0);
    assert_int_equal(fund_library_load(&other_library, &err), FUND_ERR_IO);
}

/* In a process that has not loaded it. */
static int load_without_memory(long nth)
{
    fund_error err = FUND_ERROR_INIT;
    fail_from(nth);
    fund_status status = fund_library_load(&here_library, &err);
    bool failed = stop_failing();
    bool right = status == FUND_OK || (failed && status == FUND_ERR_MEMORY &&
                                       strcmp(err.message, "not enough memory") == 0);
    if (!right) {
        fprintf(stderr, "allocation %ld: %s\n", nth, err.message);
        return 2;
    }
    return fund_library_load(&here_library, &err) != FUND_OK ? 2 : failed;
}

static void lack_of_memory_is_told_from_a_missing_library(void **state)
{
    (void)state;
    failing_of = ALL;
    for (long nth = 1, more = 1; more == 1; nth++) {
        assert_true(nth < 1000);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            _exit(load_without_memory(nth));
        }
        int result = 0;
        assert_int_equal(waitpid(child, &result, 0), child);
        assert_true(WIFEXITED(result));
        more = WEXITSTATUS(result);
        assert_true(more == 1 || (more == 0 && nth > 5));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lack_of_memory_is_told_from_a_missing_library), /* before it is loaded */
        cmocka_unit_test(threads_load_a_library_once),
        cmocka_unit_test(variables_are_had_by_their_address),
        cmocka_unit_test(a_missing_library_is_named_with_its_package),
        cmocka_unit_test(a_missing_symbol_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
