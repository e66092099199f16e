#include "test_corpus.h"

static void dates_become_iso(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2022-01-07", "2022-01-07"},
        {" 2022-01-07\n", "2022-01-07"},
        {"20220107", "2022-01-07"},
        {"07.01.2022", "2022-01-07"},
        {"7.1.2022", "2022-01-07"},
        {"7. 1. 2022", "2022-01-07"},
        {"7. Januar 2022", "2022-01-07"},
        {"7.Januar 2022", "2022-01-07"},
        {"7. Jänner 2022", "2022-01-07"},
        {"24. Feber 2022", "2022-02-24"},
        {"7. Jan. 2022", "2022-01-07"},
        {"07 Jan 2022", "2022-01-07"},
        {"1. März 2023", "2023-03-01"},
        {"1. MÄRZ 2023", "2023-03-01"},
        {"1. Mrz 2023", "2023-03-01"},
        {"1. Maerz 2023", "2023-03-01"},
        {"1. Mai 2023", "2023-05-01"},
        {"1 May 2023", "2023-05-01"},
        {"3. Okt. 1990", "1990-10-03"},
        {"3 October 1990", "1990-10-03"},
        {"24. Dezember 2021", "2021-12-24"},
        {"24. Sept. 2021", "2021-09-24"},
        {"7.\xc2\xa0Januar\xc2\xa0"
         "2022",
         "2022-01-07"},
        {"Freitag, 7. Januar 2022", "2022-01-07"},
        {"Fr., 07.01.2022", "2022-01-07"},
        {"29.02.2024", "2024-02-29"},
        {"29.02.2000", "2000-02-29"},
        {"1000-01-01", "1000-01-01"},
        {"2999-12-31", "2999-12-31"},
        {"2022-01-07T10:15:00", "2022-01-07T10:15:00"},
        {"2022-01-07T10:15:00Z", "2022-01-07T10:15:00Z"},
        {"2022-01-07T10:15:00+01:00", "2022-01-07T10:15:00+01:00"},
        {"2022-01-07T10:15:00-0330", "2022-01-07T10:15:00-03:30"},
        {"2022-01-07T10:15:00+01", "2022-01-07T10:15:00+01:00"},
        {"2022-01-07T10:15", "2022-01-07T10:15:00"},
        {"2022-01-07t10:15z", "2022-01-07T10:15:00Z"},
        {"2022-01-07 10:15:59.123456 +02:00", "2022-01-07T10:15:59+02:00"},
        {"20220107T101559Z", "2022-01-07T10:15:59Z"},
        {"20220107T1015", "2022-01-07T10:15:00"},
        {"07.01.2022 10:15", "2022-01-07T10:15:00"},
        {"07.01.2022, 9:05 Uhr", "2022-01-07T09:05:00"},
        {"7. Januar 2022, 10.15 Uhr MEZ", "2022-01-07T10:15:00+01:00"},
        {"7. Juli 2022 um 10:15 Uhr MESZ", "2022-07-07T10:15:00+02:00"},
        {"Fr, 07 Jan 2022 10:00:00 +0100", "2022-01-07T10:00:00+01:00"},
        {"Fri, 7 Jan 2022 10:00:00 GMT", "2022-01-07T10:00:00Z"},
        {"2022-01-07T23:59:59+14:00", "2022-01-07T23:59:59+14:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[FUND_TIME_MAX] = "";
        fund_error err = FUND_ERROR_INIT;
        fund_status status = fund_date_parse(out, cases[i][0], strlen(cases[i][0]), &err);
        if (status != FUND_OK || strcmp(out, cases[i][1]) != 0) {
            fail_msg("%s -> %s, not %s", cases[i][0], out, cases[i][1]);
        }
    }
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "gestern",
        "2022",
        "2022-01",
        "2022-1-7",
        "31.02.2023",
        "2023-02-29",
        "29.02.1900",
        "31.04.2022",
        "00.01.2022",
        "2022-00-10",
        "2022-13-01",
        "2022-01-32",
        "0999-01-01",
        "3000-01-01",
        "7.1.22",
        "7.1.20222",
        "7 1 2022",
        "7. Ja 2022",
        "7. Foo 2022",
        "7. Januarius 2022",
        "7. Januar",
        "202201071",
        "2022-0107",
        "202201-07",
        "2022-01-07x",
        "2022-01-07T",
        "2022-01-07T24:00",
        "2022-01-07T10:60",
        "2022-01-07T10:15:60",
        "2022-01-07T10",
        "2022-01-07T10:15:00+15:00",
        "2022-01-07T10:15:00+01:60",
        "2022-01-07T10:15:00+1",
        "2022-01-07T10:15:00 Berlin",
        "Blahtag, 7. Januar 2022",
        "7. Januar 2022 (aktualisiert)",
        "\xff\xfe",
        "99999999999999999999",
        "2022-01-0712:00",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[FUND_TIME_MAX] = "unberührt";
        fund_error err = FUND_ERROR_INIT;
        fund_status status = fund_date_parse(out, cases[i], strlen(cases[i]), &err);
        if (status != FUND_ERR_FORMAT || strcmp(out, "unberührt") != 0) {
            fail_msg("%s -> %s", cases[i], out);
        }
        assert_non_null(strstr(err.message, "invalid date"));
    }
}

static void only_the_given_length_is_read(void **state)
{
    (void)state;
    char out[FUND_TIME_MAX];
    assert_int_equal(fund_date_parse(out, "2022-01-07T99", 10, NULL), FUND_OK);
    assert_string_equal(out, "2022-01-07");
    for (size_t len = 0; len < 10; len++) {
        char *cut = fund_memdup("2022-01-07", len);
        assert_non_null(cut);
        assert_int_equal(fund_date_parse(out, cut, len, NULL), FUND_ERR_FORMAT);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_become_iso),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(only_the_given_length_is_read),
    };
    return cmocka_run_group_tests_name("corpus: dates", tests, NULL, NULL);
}
