/* What a reader of registries over SMB says, line by line, as what is then known of the machine. */
#ifndef HR_REGISTRY_ANSWERS_H
#define HR_REGISTRY_ANSWERS_H

#include "parse/registry_talk.h"
#include "registry/hive.h"

/* Set hive and catalog; the rest zero. The reader is somebody else's program as far as this is concerned. */
struct hr_answers {
	struct hr_hive *hive;
	const struct hr_catalog *catalog; /* its settings are what was asked for, in that order */
	uint32_t next;                    /* the setting that is answered next */
	bool in;                          /* name and password are good */
	bool refused;                     /* they are not */
	bool over;                        /* nothing may follow */
	char reason[320];                 /* why it was not read, or not whole; "" = whole, once it is over */
};

/* Adds what is to be asked: a line for each key and value of the catalog. */
void hr_answers_ask(const struct hr_catalog *catalog, struct hr_buffer *out);

/* Takes a line without its end. False: memory. What is no answer to what was asked ends it, with that as the reason. */
bool hr_answers_take(struct hr_answers *answers, struct hr_reader line, struct hr_error *why) HR_MUST_USE;

/* It ended otherwise: keeps the first reason. */
void hr_answers_fail(struct hr_answers *answers, const char *reason);

#endif
