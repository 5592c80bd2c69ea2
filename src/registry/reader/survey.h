/* Reading the values that were asked for, over a pipe to the remote registry service that somebody else carries. */
#ifndef HR_REGISTRY_READER_SURVEY_H
#define HR_REGISTRY_READER_SURVEY_H

#include "reader/asked.h"

/* Whole or not at all; false: the connection is lost. */
struct hr_carrier {
	void *context;
	bool (*write)(void *context, const uint8_t *bytes, size_t length);
	bool (*read)(void *context, uint8_t *bytes, size_t length);
};

/* Hands on what there is to say, and empties it. False: nobody listens any more. */
typedef bool hr_told(void *context, struct hr_buffer *out);

/*
 * Binds, reads each value and tells it, and ends with `end` or `trouble`: what is said in either case is in *out or was
 * told. Only reads: the calls are those of parse/winreg.h.
 */
void hr_survey_run(const struct hr_asked *asked, const struct hr_carrier *carrier, struct hr_buffer *out, hr_told *tell,
                   void *context);

#endif
