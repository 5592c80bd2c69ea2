/*
 * The Received fields of a mail's header (RFC 5321 4.4, RFC 5322 3.6.7), from the newest hop to the oldest, with what
 * Exchange puts into them: "with Microsoft SMTP Server (version=TLS1_2, cipher=...) id 15.1.2507.39".
 */
#ifndef HR_PARSE_RECEIVED_H
#define HR_PARSE_RECEIVED_H

#include "parse/log_version.h"

#define HR_RECEIVED_MAX ((size_t)4096) /* bytes of one field, unfolded; of a longer one the rest is left out */

/* One hop. Texts point into the reader's own memory and are good until the next one is read. */
struct hr_received {
	struct hr_span from; /* the name that the client said in EHLO; empty: none */
	struct hr_span by;
	struct hr_span id;
	enum hr_log_version version; /* none: the field does not say */
	bool microsoft;              /* it was written by "Microsoft SMTP Server" */
	bool tls;                    /* it says that there was TLS: "(TLS)" without a version, or one */
	bool dated;
	int64_t at; /* UTC */
};

/* 4 KiB: one mail while it is read. */
struct hr_received_reader {
	struct hr_reader in;
	char text[HR_RECEIVED_MAX];
	size_t length;
	bool cut; /* the field was longer */
};

/* Is it a mail as text: header fields from the first line on, with one Received among them? */
bool hr_mail_is(struct hr_reader head);

/* The next hop; false: the header ended. */
bool hr_received_next(struct hr_received_reader *reader, struct hr_received *hop);

/* "Fri, 15 Nov 2019 09:11:01 +0100 (CET)" (RFC 5322 3.3); the day of the week may be missing. */
bool hr_mail_date(struct hr_span text, int64_t *seconds);

#endif
