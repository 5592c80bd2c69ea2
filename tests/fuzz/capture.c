/* Frames of a capture: a byte that picks the link type, then frames, two bytes of length before each. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "observe/capture.h"
#include "parse/link_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool on_session(void *context, const struct hr_session *session, struct hr_error *why)
{
	uint64_t *told = context;
	(void)why;
	if (session->unseen >= HR_UNSEEN_COUNT || session->upgrade == NULL ||
	    (session->unseen == HR_SEEN) != (session->hello != NULL) ||
	    memchr(session->failure, '\0', sizeof session->failure) == NULL ||
	    (session->agreed == HR_AGREED_FAILED) != (session->failure[0] != '\0'))
		abort();
	++*told;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = {HR_LINK_NULL,      HR_LINK_ETHERNET, HR_LINK_RAW,  HR_LINK_LOOP,
	                            HR_LINK_LINUX_SLL, HR_LINK_IPV4,     HR_LINK_IPV6, HR_LINK_LINUX_SLL2};
	struct hr_reader in = hr_reader_of(data, size);
	struct hr_error why;
	uint64_t told = 0, unseen = 0, frames = 0;
	int link = links[hr_u8(&in) % (sizeof links / sizeof *links)];
	struct hr_capture *capture = hr_capture_new(64, on_session, &told);
	if (capture == NULL)
		return 0;
	while (hr_left(&in) > 2) {
		size_t length = hr_u16(&in), left = hr_left(&in);
		if (!hr_capture_frame(capture, link, (int64_t)frames++, hr_sub(&in, length < left ? length : left),
		                      &why))
			abort();
	}
	if (!hr_capture_end(capture, &why))
		abort();
	struct hr_capture_counts counts = hr_capture_counts(capture);
	for (size_t i = 0; i < HR_UNSEEN_COUNT; i++)
		unseen += counts.flow.unseen[i];
	if (counts.frames != frames || counts.flow.sessions + unseen != told || told > counts.flow.flows)
		abort();
	hr_capture_free(capture);
	return 0;
}
