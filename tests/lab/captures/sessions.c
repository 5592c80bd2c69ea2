/*
 * The TLS sessions of a capture, one a line, with the fields that tshark has: for tests that compare the two, and for
 * the bench. Fields are separated by '|', values by ',', codes are decimal.
 */
#include <stdio.h>
#include <string.h>

#include "observe/capture_file.h"
#include "observe/capture_places.h"
#include "observe/fingerprint.h"

static const char *const unseen[HR_UNSEEN_COUNT] = {"seen", "gap", "earlier", "dropped", "broken"};
static const char *const agreed[] = {"unseen", "agreed", "failed"};

static void print_codes(const uint16_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%u", i > 0 ? "," : "", codes[i]);
	(void)putchar('|');
}

static void print_alpn(const struct hr_client_hello *hello)
{
	struct hr_reader list = hr_reader_of(hello->alpn, hello->alpn_length), name;
	for (bool any = false; hr_client_alpn(&list, &name); any = true)
		printf("%s%.*s", any ? "," : "", (int)hr_left(&name), (const char *)name.at);
	(void)putchar('|');
}

static void print_hello(const struct hr_client_hello *hello)
{
	char ja3[HR_JA3_SIZE], ja4[HR_JA4_SIZE];
	(void)hr_ja3(hello, ja3);
	(void)hr_ja4(hello, ja4);
	printf("%u|", hello->version);
	print_codes(hello->versions, hello->version_count);
	print_codes(hello->suites, hello->suite_count);
	print_codes(hello->groups, hello->group_count);
	print_codes(hello->extensions, hello->extension_count);
	printf("%s|", hello->host);
	print_alpn(hello);
	printf("%s|%s|", ja3, ja4);
}

static bool print_session(void *context, const struct hr_session *session, struct hr_error *why)
{
	char client[HR_PLACE_TEXT_MAX], server[HR_PLACE_TEXT_MAX];
	(void)context;
	(void)why;
	hr_place_text(session->client, client);
	hr_place_text(session->server, server);
	printf("%s|%s|%u|%s|%u|", unseen[session->unseen], client, session->client_port, server, session->server_port);
	if (session->hello != NULL) {
		print_hello(session->hello);
		printf("%s|%u|%u|%s|%s", agreed[session->agreed], session->version, session->suite,
		       session->upgrade->peer, session->failure);
	}
	(void)putchar('\n');
	return true;
}

int main(int argc, char **argv)
{
	struct hr_error why;
	bool cut = false;
	struct hr_capture *capture = argc == 2 ? hr_capture_new(HR_FLOWS_MAX, print_session, NULL) : NULL;
	if (capture == NULL || !hr_capture_file_read(argv[1], capture, &cut, &why)) {
		(void)fprintf(stderr, "%s\n", capture == NULL ? "usage: sessions CAPTURE" : why.text);
		hr_capture_free(capture);
		return 1;
	}
	struct hr_capture_counts counts = hr_capture_counts(capture);
	printf("total|%llu|%llu|%llu|%llu|%llu|%llu|%llu|%d\n", (unsigned long long)counts.frames,
	       (unsigned long long)counts.others, (unsigned long long)counts.broken,
	       (unsigned long long)counts.fragments, (unsigned long long)counts.flow.flows,
	       (unsigned long long)counts.flow.sessions, (unsigned long long)counts.flow.plain, cut);
	hr_capture_free(capture);
	return 0;
}
