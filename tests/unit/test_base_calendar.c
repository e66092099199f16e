/* Months and days. */
#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void months_are_named_in_two_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned month;
        size_t size;
        fund_month_form form;
    } cases[] = {
        {"Januar", 1, 6, FUND_MONTH_GERMAN},
        {"jan. 2022", 1, 3, FUND_MONTH_ABBREVIATED},
        {"JANUARY", 1, 7, FUND_MONTH_OTHER},
        {"Jänner 2022", 1, 7, FUND_MONTH_GERMAN},
        {"JÄNNER", 1, 7, FUND_MONTH_GERMAN},
        {"jaenner", 1, 7, FUND_MONTH_GERMAN},
        {"Jän.", 1, 4, FUND_MONTH_OTHER},
        {"Feber", 2, 5, FUND_MONTH_GERMAN},
        {"Febr.", 2, 4, FUND_MONTH_OTHER},
        {"März", 3, 5, FUND_MONTH_GERMAN},
        {"Mär", 3, 4, FUND_MONTH_ABBREVIATED},
        {"Mrz", 3, 3, FUND_MONTH_ABBREVIATED},
        {"Mar", 3, 3, FUND_MONTH_OTHER},
        {"April", 4, 5, FUND_MONTH_GERMAN},
        {"Mai", 5, 3, FUND_MONTH_GERMAN},
        {"May", 5, 3, FUND_MONTH_OTHER},
        {"Juni", 6, 4, FUND_MONTH_GERMAN},
        {"Jun", 6, 3, FUND_MONTH_ABBREVIATED},
        {"June", 6, 4, FUND_MONTH_OTHER},
        {"Juli", 7, 4, FUND_MONTH_GERMAN},
        {"Aug", 8, 3, FUND_MONTH_ABBREVIATED},
        {"August", 8, 6, FUND_MONTH_GERMAN},
        {"Sept", 9, 4, FUND_MONTH_ABBREVIATED},
        {"Septem", 9, 6, FUND_MONTH_OTHER},
        {"Oktober", 10, 7, FUND_MONTH_GERMAN},
        {"Oct", 10, 3, FUND_MONTH_OTHER},
        {"November1", 11, 8, FUND_MONTH_GERMAN},
        {"Dezember\xc2\xa0", 12, 8, FUND_MONTH_GERMAN},
        {"December", 12, 8, FUND_MONTH_OTHER},
        {"", 0, 0, FUND_MONTH_OTHER},
        {" Mai", 0, 0, FUND_MONTH_OTHER},
        {"Ja", 0, 2, FUND_MONTH_OTHER},
        {"Januarius", 0, 9, FUND_MONTH_OTHER},
        {"Maie", 0, 4, FUND_MONTH_OTHER},
        {"Februarfebruarfebruar", 0, 16, FUND_MONTH_OTHER},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t size;
        fund_month_form form;
        const char *text = cases[i].text;
        assert_int_equal(fund_month_at(text, strlen(text), &size, &form), cases[i].month);
        assert_int_equal(size, cases[i].size);
        assert_int_equal(form, cases[i].form);
    }
}

static void days_follow_the_gregorian_calendar(void **state)
{
    (void)state;
    static const struct {
        unsigned year, month, days;
    } cases[] = {
        {2022, 1, 31}, {2022, 2, 28}, {2024, 2, 29},  {1900, 2, 28},
        {2000, 2, 29}, {2022, 4, 30}, {2022, 12, 31},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(fund_days_in_month(cases[i].year, cases[i].month), cases[i].days);
        assert_true(fund_is_day(cases[i].year, cases[i].month, cases[i].days));
        assert_false(fund_is_day(cases[i].year, cases[i].month, cases[i].days + 1));
    }
    assert_false(fund_is_day(999, 1, 1));
    assert_false(fund_is_day(2022, 0, 1));
    assert_false(fund_is_day(2022, 13, 1));
    assert_false(fund_is_day(2022, 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_are_named_in_two_languages),
        cmocka_unit_test(days_follow_the_gregorian_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
