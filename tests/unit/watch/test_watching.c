/* Stories of endpoints in simulated time: who looks when and sees what, and which events come of it. */
#include "story.h"
#include "watch/watching.h"

#define W "ex01.contoso.com:443/https"
#define M "ex01.contoso.com:25/smtp"
#define O "oos.contoso.com:443/https"

/* What a look sees: u = as at the beginning, 2 = TLS 1.2 alone, x = refused, s = accepts and says nothing,
 * n = nobody knows its name, c = as u with another certificate, ? = as u, but TLS 1.0 cannot be told. */
struct step {
	int at; /* seconds */
	const char *about;
	char sees;
};

struct story {
	const char *name;
	struct step steps[40];
	int until; /* time passes to */
	const char *told;
};

static const struct story stories[] = {
        {"nothing happens", {{1, WEB, 'u'}, {2, MAIL, 'u'}, {3, OFFICE, 'u'}, {31, WEB, 'u'}}, 100, ""},
        {"a version is turned off, and on again",
         {{1, WEB, 'u'}, {31, WEB, '2'}, {61, WEB, '2'}, {91, WEB, 'u'}},
         100,
         "31 version-vanished " W " 1.0\n91 version-appeared " W " 1.0\n"},
        {"what the report said is the beginning", {{5, WEB, '2'}}, 100, "5 version-vanished " W " 1.0\n"},
        {"what cannot be told is not gone", {{1, WEB, 'u'}, {31, WEB, '?'}, {61, WEB, '?'}}, 100, ""},
        {"one answer missing is no news", {{1, WEB, 'u'}, {31, WEB, 'x'}, {32, WEB, 'u'}}, 100, ""},
        {"one endpoint does not answer, another of its server does",
         {{1, WEB, 'u'}, {2, MAIL, 'u'}, {31, WEB, 'x'}, {32, MAIL, 'u'}, {33, WEB, 'x'}},
         1000,
         "33 unreachable " W "\n"},
        {"the same, and the other is looked at last",
         {{1, WEB, 'u'}, {2, MAIL, 'u'}, {31, WEB, 'x'}, {32, WEB, 'x'}, {34, MAIL, 'u'}},
         1000,
         "34 unreachable " W "\n"},
        {"a server that accepts connections and says nothing serves nobody",
         {{1, WEB, 'u'}, {31, WEB, 's'}, {32, MAIL, 'u'}, {33, WEB, 's'}},
         100,
         "33 unreachable " W "\n"},
        {"a server restarts and comes back, one service after the other",
         {{1, WEB, 'u'},
          {2, MAIL, 'u'},
          {31, WEB, 'x'},
          {32, MAIL, 'x'},
          {33, WEB, 'x'},
          {34, MAIL, 'x'},
          {90, MAIL, 'x'},
          {91, WEB, 'u'},
          {95, WEB, 'u'},
          {99, MAIL, 'x'},
          {121, MAIL, 'u'}},
         1000,
         "33 restarting ex01.contoso.com\n91 back " W "\n121 back " M "\n"},
        {"its services end one after the other",
         {{1, WEB, 'u'},
          {2, MAIL, 'u'},
          {31, WEB, 'x'},
          {32, MAIL, 'u'},
          {33, WEB, 'x'},
          {62, MAIL, 'x'},
          {63, WEB, 'x'},
          {64, MAIL, 'x'},
          {91, WEB, 'u'},
          {92, MAIL, 'u'}},
         1000,
         "33 unreachable " W "\n64 restarting ex01.contoso.com\n91 back " W "\n92 back " M "\n"},
        {"a server with one endpoint restarts, with another setting when it is back",
         {{1, OFFICE, 'u'}, {31, OFFICE, 'x'}, {32, OFFICE, 'x'}, {61, OFFICE, '2'}},
         1000,
         "32 restarting oos.contoso.com\n61 back " O "\n61 version-vanished " O " 1.0\n"},
        {"it does not come back in time, and later it does",
         {{1, OFFICE, 'u'}, {31, OFFICE, 'x'}, {32, OFFICE, 'x'}, {640, OFFICE, 'x'}, {700, OFFICE, 'u'}},
         1000,
         "32 restarting oos.contoso.com\n631 broken oos.contoso.com\n700 back " O "\n"},
        {"one of its services does not come back",
         {{1, WEB, 'u'},
          {2, MAIL, 'u'},
          {31, WEB, 'x'},
          {32, MAIL, 'x'},
          {33, WEB, 'x'},
          {60, WEB, 'u'},
          {62, MAIL, 'x'}},
         1000,
         "33 restarting ex01.contoso.com\n60 back " W "\n631 broken " M "\n"},
        {"a name that is gone is no restart",
         {{1, OFFICE, 'u'}, {31, OFFICE, 'n'}, {32, OFFICE, 'n'}, {61, OFFICE, 'u'}},
         1000,
         "32 unreachable " O "\n61 back " O "\n"},
        {"it restarts twice",
         {{1, OFFICE, 'u'},
          {31, OFFICE, 'x'},
          {32, OFFICE, 'x'},
          {500, OFFICE, 'u'},
          {520, OFFICE, 'x'},
          {521, OFFICE, 'x'},
          {900, OFFICE, 'u'}},
         1000,
         "32 restarting oos.contoso.com\n500 back " O "\n521 restarting oos.contoso.com\n900 back " O "\n"},
        {"the certificate is another one",
         {{1, WEB, 'u'}, {31, WEB, 'c'}, {61, WEB, 'c'}},
         100,
         "31 certificate-changed " W " rsa\n"},
        {"unlike servers behind one name are called that, once",
         {{1, WEB, 'u'},
          {2, WEB, '2'},
          {3, WEB, 'u'},
          {4, WEB, '2'},
          {5, WEB, 'u'},
          {6, WEB, '2'},
          {7, WEB, 'u'},
          {8, WEB, '2'}},
         100,
         "2 version-vanished " W " 1.0\n3 version-appeared " W " 1.0\n4 unsteady " W " 1.0\n"},
        {"and when they are alike again, how",
         {{1, WEB, 'u'},
          {2, WEB, '2'},
          {3, WEB, 'u'},
          {4, WEB, '2'},
          {5, WEB, '2'},
          {6, WEB, '2'},
          {7, WEB, '2'},
          {8, WEB, '2'},
          {9, WEB, '2'},
          {10, WEB, '2'},
          {11, WEB, '2'},
          {12, WEB, '2'},
          {13, WEB, '2'},
          {14, WEB, '2'},
          {15, WEB, '2'}},
         100,
         "2 version-vanished " W " 1.0\n3 version-appeared " W " 1.0\n4 unsteady " W " 1.0\n14 steady " W
         "\n14 version-vanished " W " 1.0\n"},
};

static struct hr_look look_of(char sees)
{
	struct hr_look look = {.reached = HR_PRESENT};
	if (sees == 'n')
		hr_look_note(&look, HR_FACT_ADDRESS, "", HR_ABSENT, "");
	if (sees == 'x' || sees == 'n') {
		hr_look_note(&look, HR_FACT_REACHED, "", HR_FAILED, "connection refused");
		return look;
	}
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++)
		hr_look_note(&look, hr_look_version_key(i), "", sees == 's' ? HR_FAILED : HR_ABSENT, "no answer");
	if (sees == 's')
		return look;
	hr_look_note(&look, HR_FACT_TLS_1_2, "", HR_PRESENT, "");
	if (sees != '2')
		hr_look_note(&look, HR_FACT_TLS_1_0, "", sees == '?' ? HR_FAILED : HR_PRESENT, "");
	hr_look_note(&look, HR_FACT_CERT_SHA256, "rsa", HR_PRESENT, sees == 'c' ? "cafe" : "beef");
	return look;
}

static size_t place_of(const struct hr_watching *watching, const char *about)
{
	size_t i = 0;
	while (i < watching->endpoint_count && strcmp(watching->endpoints[i].endpoint->id, about) != 0)
		i++;
	assert_true(i < watching->endpoint_count);
	return i;
}

static void tells(const struct story *story)
{
	struct hr_error why;
	struct told told = {.text = ""};
	struct hr_report *report = organisation();
	struct hr_watching watching;
	assert_true(hr_watching_begin(&watching, report, report->arena, &why));
	watching.restart_ms = 600000;
	watching.context = &told;
	watching.tell = note;
	const struct step *step = story->steps;
	for (int64_t now = 0; now <= story->until; now++) {
		for (; step->about != NULL && step->at == now; step++) {
			const struct hr_look look = look_of(step->sees);
			hr_watching_look(&watching, place_of(&watching, step->about), &look, now * 1000 - 100,
			                 now * 1000);
		}
		hr_watching_pass(&watching, now * 1000);
	}
	if (strcmp(told.text, story->told) != 0)
		fail_msg("%s:\n%s--- wanted:\n%s", story->name, told.text, story->told);
	hr_report_free(report);
}

static void stories_end_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < HR_COUNT(stories); i++)
		tells(&stories[i]);
}

/* Who is missing is looked at again, and so are the others of its server; what changed is looked at in full. */
static void wishes(void **state)
{
	(void)state;
	struct hr_error why;
	struct told told = {.text = ""};
	struct hr_report *report = organisation();
	struct hr_watching watching;
	assert_true(hr_watching_begin(&watching, report, report->arena, &why));
	watching.context = &told;
	watching.tell = note;
	struct hr_watched *web = &watching.endpoints[place_of(&watching, WEB)];
	struct hr_watched *mail = &watching.endpoints[place_of(&watching, MAIL)];
	struct hr_watched *office = &watching.endpoints[place_of(&watching, OFFICE)];
	struct hr_look look = look_of('x');
	hr_watching_look(&watching, place_of(&watching, WEB), &look, 900, 1000);
	assert_int_equal(web->wish, HR_WISH_AGAIN);
	assert_int_equal(mail->wish, HR_WISH_AGAIN);
	assert_int_equal(office->wish, HR_WISH_NOTHING);
	assert_false(hr_watching_believes(web, &look)); /* it may be restarting */
	look = look_of('2');
	hr_watching_look(&watching, place_of(&watching, OFFICE), &look, 1900, 2000);
	assert_int_equal(office->wish, HR_WISH_ALL);
	assert_true(hr_watching_believes(office, &look));
	hr_report_free(report);
}

/* An endpoint of which the report knows nothing begins with a full look, and without an event. */
static void new_ones_are_no_news(void **state)
{
	(void)state;
	struct hr_error why;
	struct told told = {.text = ""};
	struct hr_report *report = NULL;
	struct hr_watching watching;
	assert_true(hr_report_new(&report, &why));
	add_server(report, HR_OFFICE_ONLINE, "oos.contoso.com");
	assert_true(hr_report_index(report, &why));
	assert_true(hr_watching_begin(&watching, report, report->arena, &why));
	watching.context = &told;
	watching.tell = note;
	struct hr_look look = look_of('x');
	hr_watching_look(&watching, 0, &look, 900, 1000);
	hr_watching_look(&watching, 0, &look, 1900, 2000);
	assert_string_equal(told.text, "");
	assert_int_equal(watching.endpoints[0].condition, HR_CONDITION_UNREACHABLE);
	assert_int_equal(watching.endpoints[0].wish, HR_WISH_ALL);
	look = look_of('u');
	hr_watching_look(&watching, 0, &look, 2900, 3000);
	assert_string_equal(told.text, "3 back oos.contoso.com:443/https\n");
	hr_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(stories_end_as_told), cmocka_unit_test(wishes),
	                                   cmocka_unit_test(new_ones_are_no_news)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
