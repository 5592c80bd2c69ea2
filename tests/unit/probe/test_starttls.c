#include "probe/starttls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TURNS 4

/* What the server says, each turn in answer to what we said before it; what we say after it. */
struct talk {
	const char *name;
	enum hr_service service;
	struct {
		const char *says;
		const char *we;
	} turns[TURNS];
	enum hr_starttls_state state;
	const char *words; /* NULL: do not look */
};

#define EHLO "EHLO probe.contoso.com\r\n"
#define GREETING "220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 04:30:00 +0100\r\n"
#define EXCHANGE                                                                                                       \
	"250-ex01.contoso.com Hello [192.0.2.7]\r\n250-SIZE 37748736\r\n250-PIPELINING\r\n250-DSN\r\n"                 \
	"250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250-X-ANONYMOUSTLS\r\n250-AUTH NTLM\r\n"                           \
	"250-X-EXPS GSSAPI NTLM\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 XRDST\r\n"

static const struct talk talks[] = {
        {"exchange",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO}, {EXCHANGE, "STARTTLS\r\n"}, {"220 2.0.0 SMTP server ready\r\n", ""}},
         HR_STARTTLS_READY,
         "SIZE PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS X-ANONYMOUSTLS AUTH X-EXPS 8BITMIME BINARYMIME CHUNKING "
         "XRDST"},
        {"bare line ends and lower case",
         HR_SERVICE_SMTP,
         {{"220 a\n", EHLO}, {"250-a\n250 starttls\n", "STARTTLS\r\n"}, {"220\n", ""}},
         HR_STARTTLS_READY,
         "STARTTLS"},
        {"greeting of several lines",
         HR_SERVICE_SMTP,
         {{"220-mx\r\n220-wait\r\n220 go\r\n", EHLO}, {"250 mx\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         ""},
        {"stripped by a firewall",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO}, {"250-ex01\r\n250-SIZE\r\n250-XXXXXXXA\r\n250 8BITMIME\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         "SIZE XXXXXXXA 8BITMIME"},
        {"the name STARTTLS in the first line is no offer",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO}, {"250-STARTTLS\r\n250 SIZE\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         "SIZE"},
        {"a longer keyword is another",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO}, {"250-a\r\n250 STARTTLSX\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         NULL},
        {"too busy", HR_SERVICE_SMTP, {{"421 4.3.2 Service not available\r\n", ""}}, HR_STARTTLS_BUSY, NULL},
        {"TLS not available for now",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO},
          {"250-a\r\n250 STARTTLS\r\n", "STARTTLS\r\n"},
          {"454 4.7.0 TLS not available due to temporary reason\r\n", ""}},
         HR_STARTTLS_BUSY,
         NULL},
        {"TLS refused",
         HR_SERVICE_SMTP,
         {{GREETING, EHLO}, {"250-a\r\n250 STARTTLS\r\n", "STARTTLS\r\n"}, {"554 5.7.3 no certificate\r\n", ""}},
         HR_STARTTLS_REFUSED,
         NULL},
        {"no EHLO", HR_SERVICE_SMTP, {{GREETING, EHLO}, {"502 what?\r\n", ""}}, HR_STARTTLS_NOT_OFFERED, NULL},
        {"EHLO refused", HR_SERVICE_SMTP, {{GREETING, EHLO}, {"550 go away\r\n", ""}}, HR_STARTTLS_BROKEN, NULL},
        {"not SMTP", HR_SERVICE_SMTP, {{"SSH-2.0-OpenSSH_9.2\r\n", ""}}, HR_STARTTLS_BROKEN, NULL},
        {"no service", HR_SERVICE_SMTP, {{"554 no SMTP here\r\n", ""}}, HR_STARTTLS_BROKEN, NULL},
        {"dovecot",
         HR_SERVICE_IMAP,
         {{"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n", "a1 CAPABILITY\r\n"},
          {"* CAPABILITY IMAP4rev1 SASL-IR STARTTLS LOGINDISABLED\r\na1 OK done\r\n", "a2 STARTTLS\r\n"},
          {"a2 OK Begin TLS negotiation now.\r\n", ""}},
         HR_STARTTLS_READY,
         NULL},
        {"IMAP without TLS",
         HR_SERVICE_IMAP,
         {{"* OK ready\r\n", "a1 CAPABILITY\r\n"}, {"* CAPABILITY IMAP4rev1 XSTARTTLS\r\na1 OK done\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         NULL},
        {"IMAP, words in any case",
         HR_SERVICE_IMAP,
         {{"* ok ready\r\n", "a1 CAPABILITY\r\n"},
          {"* capability imap4rev1 starttls\r\nA1 ok\r\n", "a2 STARTTLS\r\n"},
          {"* OK still here\r\na2 NO not now\r\n", ""}},
         HR_STARTTLS_REFUSED,
         NULL},
        {"IMAP that does not answer CAPABILITY",
         HR_SERVICE_IMAP,
         {{"* OK ready\r\n", "a1 CAPABILITY\r\n"}, {"a1 BAD unknown\r\n", ""}},
         HR_STARTTLS_BROKEN,
         NULL},
        {"IMAP that says goodbye", HR_SERVICE_IMAP, {{"* BYE too many\r\n", ""}}, HR_STARTTLS_BUSY, NULL},
        {"Exchange POP3",
         HR_SERVICE_POP3,
         {{"+OK The Microsoft Exchange POP3 service is ready.\r\n", "STLS\r\n"},
          {"+OK Begin TLS negotiation.\r\n", ""}},
         HR_STARTTLS_READY,
         NULL},
        {"POP3 without TLS",
         HR_SERVICE_POP3,
         {{"+OK ready\r\n", "STLS\r\n"}, {"-ERR Unknown command.\r\n", ""}},
         HR_STARTTLS_NOT_OFFERED,
         NULL},
        {"POP3 in trouble",
         HR_SERVICE_POP3,
         {{"+OK ready\r\n", "STLS\r\n"}, {"-ERR [SYS/TEMP] later\r\n", ""}},
         HR_STARTTLS_BUSY,
         NULL},
        {"POP3 that babbles",
         HR_SERVICE_POP3,
         {{"+OK ready\r\n", "STLS\r\n"}, {"HTTP/1.1 400 Bad Request\r\n", ""}},
         HR_STARTTLS_BROKEN,
         NULL},
};

static struct hr_starttls *feed(struct hr_starttls *m, const char *bytes, size_t length, bool drip)
{
	m->out_length = 0;
	if (!drip)
		(void)hr_starttls_feed(m, bytes, length);
	for (size_t i = 0; drip && i < length; i++)
		(void)hr_starttls_feed(m, bytes + i, 1);
	return m;
}

static void talks_to_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sizeof talks / sizeof *talks; i++) {
		const struct talk *t = &talks[i / 2];
		struct hr_starttls m;
		hr_starttls_begin(&m, t->service, "probe.contoso.com");
		for (size_t turn = 0; turn < TURNS && t->turns[turn].says != NULL; turn++) {
			assert_int_equal(m.state, HR_STARTTLS_WAIT);
			feed(&m, t->turns[turn].says, strlen(t->turns[turn].says), i % 2 == 1);
			if (m.out_length != strlen(t->turns[turn].we) ||
			    memcmp(m.out, t->turns[turn].we, m.out_length) != 0)
				fail_msg("%s: turn %zu: says %.*s", t->name, turn, (int)m.out_length, m.out);
		}
		if (m.state != t->state)
			fail_msg("%s: state %d, wanted %d (%s)", t->name, m.state, t->state, m.reason);
		if (t->words != NULL)
			assert_string_equal(m.words, t->words);
		if (t->state > HR_STARTTLS_READY)
			assert_true(*m.reason != '\0');
	}
}

/* What follows the go-ahead in plain text would be read as if TLS had protected it. */
static void finds_injections(void **state)
{
	(void)state;
	static const struct talk table[] = {
	        {"SMTP",
	         HR_SERVICE_SMTP,
	         {{GREETING, EHLO}, {"250-a\r\n250 STARTTLS\r\n", ""}, {"220 go\r\n", ""}},
	         0,
	         0},
	        {"IMAP",
	         HR_SERVICE_IMAP,
	         {{"* OK\r\n", ""}, {"* CAPABILITY STARTTLS\r\na1 OK\r\n", ""}, {"a2 OK\r\n", ""}},
	         0,
	         0},
	        {"POP3", HR_SERVICE_POP3, {{"+OK\r\n", ""}, {"+OK\r\n", ""}}, 0, 0},
	};
	for (size_t i = 0; i < 2 * sizeof table / sizeof *table; i++) {
		const struct talk *t = &table[i / 2];
		struct hr_starttls m;
		hr_starttls_begin(&m, t->service, "a");
		for (size_t turn = 0; turn < TURNS && t->turns[turn].says != NULL; turn++) {
			char bytes[256];
			bool last = turn + 1 == TURNS || t->turns[turn + 1].says == NULL;
			size_t length = strlen(t->turns[turn].says);
			memcpy(bytes, t->turns[turn].says, length);
			if (last)
				bytes[length++] = 'X';
			feed(&m, bytes, length, i % 2 == 1);
		}
		assert_int_equal(m.state, HR_STARTTLS_BROKEN);
		assert_non_null(strstr(m.reason, "go-ahead"));
	}
}

static void takes_no_answer_before_it_asked(void **state)
{
	(void)state;
	static const struct {
		enum hr_service service;
		const char *says;
		enum hr_starttls_state state;
	} table[] = {
	        {HR_SERVICE_SMTP, "220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n", HR_STARTTLS_BROKEN},
	        {HR_SERVICE_SMTP, "220 a\r\n250 a\r\n", HR_STARTTLS_BROKEN},
	        {HR_SERVICE_POP3, "+OK\r\n-ERR no TLS\r\n", HR_STARTTLS_BROKEN},
	        {HR_SERVICE_IMAP, "* OK\r\n* CAPABILITY X\r\na1 OK\r\n", HR_STARTTLS_BROKEN},
	        {HR_SERVICE_IMAP, "* OK\r\n* OK by the way\r\n", HR_STARTTLS_WAIT},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_starttls m;
		hr_starttls_begin(&m, table[i].service, "a");
		assert_int_equal(hr_starttls_feed(&m, table[i].says, strlen(table[i].says)), table[i].state);
	}
}

static void talks_ldap(void **state)
{
	(void)state;
	static const uint8_t request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
	                                 "1.3.6.1.4.1.1466.20037";
	static const struct {
		const char *says;
		size_t length;
		enum hr_starttls_state state;
	} table[] = {
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00", 14, HR_STARTTLS_READY},
	        /* Active Directory: long lengths, the OID as responseName */
	        {"\x30\x84\x00\x00\x00\x28\x02\x01\x01\x78\x84\x00\x00\x00\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x16"
	         "1.3.6.1.4.1.1466.20037",
	         46, HR_STARTTLS_READY},
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00", 14, HR_STARTTLS_NOT_OFFERED},
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00", 14, HR_STARTTLS_BUSY},
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x01\x04\x00\x04\x00", 14, HR_STARTTLS_REFUSED},
	        {"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00\x16", 15, HR_STARTTLS_BROKEN},
	        {"\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00", 14, HR_STARTTLS_BROKEN},
	        {"\x30\x80\x02\x01\x01", 5, HR_STARTTLS_BROKEN},
	        {"\x30\x0c\x02\x01", 4, HR_STARTTLS_WAIT},
	        {"HTTP/1.1 400", 12, HR_STARTTLS_BROKEN},
	};
	for (size_t i = 0; i < 2 * sizeof table / sizeof *table; i++) {
		struct hr_starttls m;
		hr_starttls_begin(&m, HR_SERVICE_LDAP, "a");
		assert_int_equal(m.out_length, sizeof request - 1);
		assert_memory_equal(m.out, request, m.out_length);
		feed(&m, table[i / 2].says, table[i / 2].length, i % 2 == 1);
		if (m.state != table[i / 2].state)
			fail_msg("LDAP %zu: state %d, wanted %d (%s)", i / 2, m.state, table[i / 2].state, m.reason);
	}
}

static void bears_endless_talk(void **state)
{
	(void)state;
	static const struct {
		enum hr_service service;
		const char *before, *again;
	} table[] = {
	        {HR_SERVICE_SMTP, "", "220 and so on "},
	        {HR_SERVICE_SMTP, "", "220-line\r\n"},
	        {HR_SERVICE_SMTP, "220 a\r\n", "250-KEYWORD\r\n"},
	        {HR_SERVICE_IMAP, "* OK\r\n", "* OK more\r\n"},
	        {HR_SERVICE_POP3, "", "+OK no end "},
	        {HR_SERVICE_LDAP, "", "\x30\x82\x0f\x00"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_starttls m;
		hr_starttls_begin(&m, table[i].service, "a");
		feed(&m, table[i].before, strlen(table[i].before), false);
		size_t fed = 0, length = table[i].service == HR_SERVICE_LDAP ? 4 : strlen(table[i].again);
		for (; m.state == HR_STARTTLS_WAIT && fed < 1 << 20; fed += length)
			feed(&m, table[i].again, length, false);
		assert_int_equal(m.state, HR_STARTTLS_BROKEN);
		assert_true(fed <= HR_STARTTLS_TOTAL_MAX + length);
	}
}

/* A list whose end was cut off may hold the word there: not an absence. */
static void does_not_trust_a_cut_list(void **state)
{
	(void)state;
	struct hr_starttls m;
	char list[3000] = "* CAPABILITY IMAP4rev1";
	for (size_t i = strlen(list); i < sizeof list - 32; i++)
		list[i] = i % 7 == 0 ? ' ' : 'X';
	static const char end[] = " STARTTLS\r\na1 OK\r\n";
	memcpy(list + sizeof list - 32, end, sizeof end);
	hr_starttls_begin(&m, HR_SERVICE_IMAP, "a");
	feed(&m, "* OK\r\n", 6, false);
	feed(&m, list, strlen(list), false);
	assert_int_equal(m.state, HR_STARTTLS_BROKEN);
}

static void keeps_the_banner(void **state)
{
	(void)state;
	struct hr_starttls m;
	hr_starttls_begin(&m, HR_SERVICE_SMTP, "a");
	feed(&m, GREETING, strlen(GREETING), true);
	assert_memory_equal(m.banner, GREETING, strlen(GREETING) - 2);
	assert_int_equal(strlen(m.banner), strlen(GREETING) - 2);
	hr_starttls_begin(&m, HR_SERVICE_SMTP, "a");
	feed(&m, "220 a\0b\r\n", 9, false);
	assert_string_equal(m.banner, "220 a b");
	hr_starttls_begin(&m, HR_SERVICE_HTTPS, "a");
	assert_int_equal(m.state, HR_STARTTLS_READY);
	assert_string_equal(hr_starttls_farewell(HR_SERVICE_SMTP), "QUIT\r\n");
	assert_string_equal(hr_starttls_farewell(HR_SERVICE_HTTPS), "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(talks_to_servers),   cmocka_unit_test(finds_injections),
	        cmocka_unit_test(talks_ldap),         cmocka_unit_test(takes_no_answer_before_it_asked),
	        cmocka_unit_test(bears_endless_talk), cmocka_unit_test(does_not_trust_a_cut_list),
	        cmocka_unit_test(keeps_the_banner),
	};
	return cmocka_run_group_tests_name("starttls", tests, NULL, NULL);
}
