#include "watch/event_text.h"

#include <string.h>

#include "hybridready/check.h"

const char *hr_version_title(const char *version)
{
	static const char *const titles[][2] = {{"ssl2", "SSL 2.0"}, {"ssl3", "SSL 3.0"}, {"1.0", "TLS 1.0"},
	                                        {"1.1", "TLS 1.1"},  {"1.2", "TLS 1.2"},  {"1.3", "TLS 1.3"}};
	for (size_t i = 0; i < HR_COUNT(titles); i++)
		if (strcmp(titles[i][0], version) == 0)
			return titles[i][1];
	return "TLS";
}

/* "before: detail", or what stands there without a detail. */
static void say(struct hr_buffer *text, const char *sentence, const char *detail)
{
	hr_buffer_printf(text, "%s%s%s", sentence, *detail == '\0' ? "" : ": ", detail);
}

void hr_event_text(const struct hr_event *event, struct hr_buffer *text)
{
	const char *version = hr_version_title(event->of);
	switch (event->kind) {
	case HR_EVENT_VERSION_APPEARED:
		hr_buffer_printf(text, "%s is accepted now", version);
		return;
	case HR_EVENT_VERSION_VANISHED:
		hr_buffer_printf(text, "%s is no longer accepted", version);
		return;
	case HR_EVENT_SUITES_CHANGED:
		hr_buffer_printf(text, "other suites with %s: %s", version, event->detail);
		return;
	case HR_EVENT_CERTIFICATE_CHANGED:
		hr_buffer_printf(text, "shows another certificate (%s), SHA-256 %.16s...", event->of, event->detail);
		return;
	case HR_EVENT_UNREACHABLE:
		say(text, "does not answer", event->detail);
		return;
	case HR_EVENT_RESTARTING:
		say(text, "restarting, nothing of it answers", event->detail);
		return;
	case HR_EVENT_BROKEN:
		say(text, "broken, it has not come back", event->detail);
		return;
	case HR_EVENT_BACK:
		hr_buffer_printf(text, "is back%s%s", *event->detail == '\0' ? "" : " ", event->detail);
		return;
	case HR_EVENT_UNSTEADY:
		hr_buffer_printf(text, "answers one way and another (%s): unlike servers behind one name?",
		                 strcmp(event->of, "certificate") == 0 ? event->of : version);
		return;
	case HR_EVENT_STEADY:
		hr_buffer_text(text, "answers the same way again");
		return;
	case HR_EVENT_WORSE:
		hr_buffer_printf(text, "worse, %s: %s", event->of, event->detail);
		return;
	case HR_EVENT_BETTER:
		hr_buffer_printf(text, "better, %s: %s", event->of, event->detail);
		return;
	case HR_EVENT_UNCLEAR:
		hr_buffer_printf(text, "can no longer be told, %s: %s", event->of, event->detail);
		return;
	case HR_EVENT_STEP_DONE:
		hr_buffer_printf(text, "step %s is done: %s", event->of, event->detail);
		return;
	case HR_EVENT_STEP_OPEN:
		hr_buffer_printf(text, "step %s is open again: %s", event->of, event->detail);
		return;
	}
}
