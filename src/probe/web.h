/* Requests to web and SIP servers, and what their answers show, as observations. No sockets here. */
#ifndef HR_PROBE_WEB_H
#define HR_PROBE_WEB_H

#include "engine/plan.h"

/* Bytes of an answer that are read; the rest is not looked at. */
#define HR_WEB_ANSWER_MAX ((size_t)512 * 1024)
#define HR_WEB_REQUEST_MAX 2048

/* Told one fact; `of` and `value` are valid during the call, and may be hostile. */
struct hr_web_sink {
	void *context;
	void (*say)(void *context, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value);
};

/* A GET of the ask's path. Returns its length, 0 if it does not fit. */
size_t hr_web_request_write(char *into, size_t room, const char *host, uint16_t port, const char *path);

/* Is the answer in the buffer whole, so that reading can end? */
bool hr_web_is_whole(const void *bytes, size_t length);

/*
 * Says all facts of the ask from the answer: http.status and http.server with of = path, and each extract; what the
 * answer lacks is absent, or failed if the answer is shorter than it says or `cut`: not ended by the server. An answer
 * that is no HTTP makes every one of them failed.
 */
void hr_web_describe(const struct hr_http_ask *ask, const void *bytes, size_t length, bool cut,
                     const struct hr_web_sink *sink);

/* No answer came: every fact of the ask failed, with the reason. */
void hr_web_describe_failure(const struct hr_http_ask *ask, const char *reason, const struct hr_web_sink *sink);

/* The head of a SIP answer is there. */
bool hr_sip_is_whole(const void *bytes, size_t length);

/* sip.status and sip.server; an answer that is no SIP, or none (length 0), makes them failed with the reason. */
void hr_sip_describe(const void *bytes, size_t length, const char *reason, const struct hr_web_sink *sink);

#endif
