/* The canary's inside: what the loop, the callers and the lookups of names share. Included by src/observe only. */
#ifndef HR_OBSERVE_CANARY_INSIDE_H
#define HR_OBSERVE_CANARY_INSIDE_H

#include <openssl/ssl.h>
#include <uv.h>

#include "observe/answer.h"
#include "observe/canary.h"
#include "observe/own_names.h"

#define HR_CANARY_LOOKUPS_MAX 1024
#define HR_CANARY_PENDING_MAX 256 /* calls that wait for the name of their address */
#define HR_CANARY_VERDICT_MAX 256

/* One caller, from its connection to its end. */
struct hr_caller {
	uv_tcp_t tcp;
	struct hr_canary *canary;
	struct hr_caller *previous, *next;
	struct hr_client_hello *hello;
	SSL *ssl;
	struct hr_buffer received; /* before TLS: a hello, or SMTP */
	struct hr_buffer plain;    /* behind TLS */
	size_t bytes;
	uint64_t ends; /* ms of the loop */
	unsigned writes;
	uint16_t version, suite;
	bool garbage, evicted, shaken, over, closing;
	bool in_tls; /* what arrives is TLS */
	char failure[128], verdict[HR_CANARY_VERDICT_MAX], address[INET6_ADDRSTRLEN];
	struct hr_dialogue dialogue;
};

/* A call that is over. */
struct hr_pending {
	struct hr_pending *next;
	struct hr_client_hello hello;
	char address[INET6_ADDRSTRLEN];
	char token[HR_ANSWER_TOKEN_MAX + 1], program[HR_ANSWER_PROGRAM_MAX + 1], name[HR_ANSWER_NAME_MAX + 1];
	char failure[128];
	uint16_t version, suite;
	int64_t at;
};

struct hr_lookup {
	struct hr_lookup *next;
	struct hr_canary *canary;
	struct hr_pending *pending;
	char address[INET6_ADDRSTRLEN];
	bool done;
};

struct hr_canary {
	uv_loop_t loop;
	uv_timer_t tick;
	struct hr_listener {
		uv_tcp_t tcp;
		struct hr_canary *canary;
		enum hr_service service;
		bool open;
	} listeners[HR_CANARY_LISTEN_MAX];
	size_t listener_count;
	const struct hr_canary_options *options;
	struct hr_roster *roster;
	struct hr_canary_counts *counts;
	struct hr_error *why;
	struct hr_resolver *resolver;
	struct hr_lookup *lookups;
	size_t lookup_count, pending_count, unanswered;
	struct hr_own_names names;
	struct hr_caller *first, *last; /* in the order in which they came */
	size_t live, ceiling;
	SSL_CTX *tls;
	uint64_t ends; /* ms of the loop; 0 = never */
	bool stopping, failed;
	char bytes[65536]; /* what was just read */
};

/* caller.c */
void hr_caller_close(struct hr_caller *caller); /* notes what it offered */
void hr_caller_say(struct hr_caller *caller, const struct hr_buffer *text);
void hr_caller_take(struct hr_caller *caller, const char *bytes, size_t length);

/* callers.c */
void hr_caller_accept(struct hr_listener *listener);
void hr_callers_look(struct hr_canary *canary, uint64_t now);
void hr_callers_end(struct hr_canary *canary);

/* lookup.c */
bool hr_lookups_begin(struct hr_canary *canary); /* the addresses of all servers of the roster */
void hr_lookup_address(struct hr_canary *canary, const char *address);
void hr_lookup_note(struct hr_canary *canary, const struct hr_pending *call);
void hr_lookups_end(struct hr_canary *canary);

#endif
