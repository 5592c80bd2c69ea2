#include "parse/dcerpc.h"
#include "reader/survey.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool give(void *context, uint8_t *bytes, size_t length)
{
	const uint8_t *taken = hr_take(context, length);
	if (taken == NULL)
		return false;
	memcpy(bytes, taken, length);
	return true;
}

static bool swallow(void *context, const uint8_t *bytes, size_t length)
{
	(void)context;
	return bytes != NULL && length <= HR_RPC_FRAGMENT_MAX;
}

/* Whatever a server says, what is handed on is answers to what was asked, each once, in order. */
struct listener {
	uint32_t next;
	enum hr_talk_kind last;
};

static bool hear(void *context, struct hr_buffer *out)
{
	struct listener *listener = context;
	struct hr_reader lines = hr_reader_of(out->data, out->length);
	if (out->failed)
		abort();
	while (hr_left(&lines) > 0) {
		const uint8_t *end = memchr(lines.at, '\n', hr_left(&lines));
		if (end == NULL)
			abort();
		struct hr_talk_answer answer = hr_talk_read(hr_sub(&lines, (size_t)(end - lines.at)));
		(void)hr_u8(&lines);
		bool about_value =
		        answer.kind == HR_TALK_VALUE || answer.kind == HR_TALK_ABSENT || answer.kind == HR_TALK_REFUSED;
		if (answer.kind == HR_TALK_BROKEN || listener->last == HR_TALK_TROUBLE || listener->last == HR_TALK_END)
			abort();
		if (about_value && answer.n != listener->next++)
			abort();
		listener->last = answer.kind;
	}
	hr_buffer_clear(out);
	return true;
}

/* The input is all that the server ever sends. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char software[] = "SOFTWARE\\Nix", client[] = "TLS 1.2\\Client";
	static struct hr_asked asked = {
	        .value_count = 5,
	        .values = {
	                {client, "Enabled"}, {client, "Nix"}, {"SSL", "Functions"}, {software, "x"}, {software, "y"}}};
	struct hr_reader from = hr_reader_of(data, size);
	const struct hr_carrier carrier = {.context = &from, .write = swallow, .read = give};
	struct hr_buffer out = {.ceiling = 5 * HR_TALK_LINE_MAX};
	struct listener listener = {.next = 0};
	hr_survey_run(&asked, &carrier, &out, hear, &listener);
	(void)hear(&listener, &out);
	if (listener.last != HR_TALK_TROUBLE && (listener.last != HR_TALK_END || listener.next != asked.value_count))
		abort();
	hr_buffer_free(&out);
	return 0;
}
