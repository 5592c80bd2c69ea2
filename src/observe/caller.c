/* One caller, from its connection to its end. */
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe/canary_inside.h"

#define LINGER_MS 1000 /* for a caller to close after our last word */

struct writing {
	uv_write_t request;
	char bytes[];
};

static void on_closed(uv_handle_t *handle)
{
	struct hr_caller *caller = handle->data;
	SSL_free(caller->ssl);
	free(caller->hello);
	hr_buffer_free(&caller->received);
	hr_buffer_free(&caller->plain);
	free(caller);
}

static void note(struct hr_caller *caller)
{
	static const char *const services[] = {
	        [HR_SERVICE_HTTPS] = "https", [HR_SERVICE_SMTP] = "smtp", [HR_SERVICE_SIP] = "sip"};
	const struct hr_dialogue *d = &caller->dialogue;
	struct hr_pending call = {.hello = *caller->hello,
	                          .version = caller->version,
	                          .suite = caller->suite,
	                          .at = caller->canary->options->now()};
	(void)snprintf(call.address, sizeof call.address, "%s", caller->address);
	(void)snprintf(call.token, sizeof call.token, "%s", d->token);
	(void)snprintf(call.name, sizeof call.name, "%s", d->name);
	(void)snprintf(call.program, sizeof call.program, "%s",
	               *d->program != '\0' ? d->program : services[d->service]);
	(void)snprintf(call.failure, sizeof call.failure, "%s",
	               caller->shaken             ? ""
	               : *caller->failure != '\0' ? caller->failure
	                                          : "the caller left during the handshake");
	hr_lookup_note(caller->canary, &call);
}

void hr_caller_close(struct hr_caller *caller)
{
	struct hr_canary *canary = caller->canary;
	if (caller->closing)
		return;
	caller->closing = true;
	*(caller->previous != NULL ? &caller->previous->next : &canary->first) = caller->next;
	*(caller->next != NULL ? &caller->next->previous : &canary->last) = caller->previous;
	canary->live--;
	if (caller->hello != NULL)
		note(caller);
	else if (caller->garbage)
		canary->counts->garbage++;
	else if (!caller->evicted)
		canary->counts->silent++;
	uv_close((uv_handle_t *)&caller->tcp, on_closed);
}

static void on_shut(uv_shutdown_t *request, int status)
{
	(void)status;
	free(request);
}

/* All is said: the caller may close first, so that nothing of it is lost. */
static void finish(struct hr_caller *caller)
{
	if (caller->closing || !caller->over || caller->writes > 0)
		return;
	uv_shutdown_t *request = malloc(sizeof *request);
	uint64_t ends = uv_now(&caller->canary->loop) + LINGER_MS;
	if (request == NULL || uv_shutdown(request, (uv_stream_t *)&caller->tcp, on_shut) < 0) {
		free(request);
		hr_caller_close(caller);
		return;
	}
	if (caller->ends > ends)
		caller->ends = ends;
}

static void on_written(uv_write_t *request, int status)
{
	struct hr_caller *caller = request->data;
	free((char *)request - offsetof(struct writing, request));
	caller->writes--;
	if (status < 0)
		hr_caller_close(caller);
	else
		finish(caller);
}

static void send_bytes(struct hr_caller *caller, const void *bytes, size_t length)
{
	if (caller->closing || length == 0)
		return;
	struct writing *writing = malloc(sizeof *writing + length);
	if (writing == NULL) {
		hr_caller_close(caller);
		return;
	}
	memcpy(writing->bytes, bytes, length);
	writing->request.data = caller;
	uv_buf_t buffer = uv_buf_init(writing->bytes, (unsigned)length);
	if (uv_write(&writing->request, (uv_stream_t *)&caller->tcp, &buffer, 1, on_written) < 0) {
		free(writing);
		hr_caller_close(caller);
		return;
	}
	caller->writes++;
}

/* What OpenSSL wants to say. */
static void flush(struct hr_caller *caller)
{
	BIO *out = SSL_get_wbio(caller->ssl);
	char *bytes = NULL;
	long length = BIO_get_mem_data(out, &bytes);
	if (length > 0) {
		send_bytes(caller, bytes, (size_t)length);
		(void)BIO_reset(out);
	}
}

void hr_caller_say(struct hr_caller *caller, const struct hr_buffer *text)
{
	if (text->failed || text->length == 0)
		return;
	if (caller->ssl != NULL && SSL_write(caller->ssl, text->data, (int)text->length) > 0)
		flush(caller);
	else if (caller->ssl == NULL)
		send_bytes(caller, text->data, text->length);
}

/* Lets the dialogue take what it can from the front of `from`. */
static void converse(struct hr_caller *caller, struct hr_buffer *from)
{
	struct hr_buffer out = {.ceiling = HR_CANARY_BYTES_MAX}, page = {.ceiling = (size_t)4 << 20};
	struct hr_dialogue *d = &caller->dialogue;
	struct sockaddr_storage here;
	char own[INET6_ADDRSTRLEN] = "";
	int size = sizeof here;
	if (d->service == HR_SERVICE_HTTPS && uv_tcp_getsockname(&caller->tcp, (struct sockaddr *)&here, &size) == 0)
		(void)uv_ip_name((const struct sockaddr *)&here, own, sizeof own);
	if (*own != '\0' && strcmp(own, caller->address) == 0) { /* the operator, on this machine */
		hr_buffer_printf(&page, "hybridready canary\n\nThis call: %s\n\n", caller->verdict);
		hr_roster_status(caller->canary->roster, &page);
		d->status = page.failed ? NULL : page.data;
		out.ceiling = page.ceiling + HR_CANARY_BYTES_MAX;
	}
	size_t taken = from->length == 0 ? 0 : hr_dialogue_feed(d, from->data, from->length, &out);
	if (taken > 0) {
		memmove(from->data, from->data + taken, from->length - taken);
		from->length -= taken;
	}
	hr_caller_say(caller, &out);
	d->status = NULL;
	hr_buffer_free(&out);
	hr_buffer_free(&page);
	if (!d->over || caller->over || caller->closing)
		return;
	caller->over = true;
	if (caller->ssl != NULL) {
		(void)SSL_shutdown(caller->ssl);
		flush(caller);
	}
	finish(caller);
}

static void describe(struct hr_caller *caller)
{
	const struct hr_catalog *catalog = caller->canary->roster->catalog;
	const char *suite = hr_offer_suite(catalog, caller->suite), *version = hr_offer_version(caller->version);
	bool ready = hr_offer_is_ready(catalog, caller->hello);
	const char *highest = hr_offer_version(hr_client_highest(caller->hello));
	(void)snprintf(caller->verdict, sizeof caller->verdict,
	               "You came with TLS %s and suite %s; the highest version you offer is %s. %s",
	               version == NULL ? "?" : version, suite == NULL ? "?" : suite, highest == NULL ? "?" : highest,
	               ready ? "Ready: Microsoft 365 accepts this."
	                     : "Not ready: Microsoft 365 accepts TLS 1.2 or later with a suite of its list only.");
	caller->dialogue.secure = true;
	caller->dialogue.verdict = caller->verdict;
}

static void note_agreed(struct hr_caller *caller)
{
	const SSL_CIPHER *suite = SSL_get_current_cipher(caller->ssl);
	if (suite == NULL)
		suite = SSL_get_pending_cipher(caller->ssl);
	if (suite == NULL)
		return; /* no ServerHello was sent */
	caller->version = (uint16_t)SSL_version(caller->ssl);
	caller->suite = SSL_CIPHER_get_protocol_id(suite);
}

static void fail_handshake(struct hr_caller *caller)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	note_agreed(caller);
	(void)snprintf(caller->failure, sizeof caller->failure, "%s", reason == NULL ? "the handshake failed" : reason);
	ERR_clear_error();
	flush(caller);
	caller->over = true;
	finish(caller);
}

static void advance(struct hr_caller *caller)
{
	char bytes[4096];
	int got;
	ERR_clear_error();
	if (!caller->shaken) {
		int done = SSL_do_handshake(caller->ssl);
		if (done != 1 && SSL_get_error(caller->ssl, done) != SSL_ERROR_WANT_READ) {
			fail_handshake(caller);
			return;
		}
		note_agreed(caller);
		flush(caller);
		if (done != 1 || caller->closing)
			return;
		caller->shaken = true;
		caller->bytes = 0;
		caller->canary->counts->handshakes++;
		describe(caller);
	}
	while ((got = SSL_read(caller->ssl, bytes, sizeof bytes)) > 0)
		hr_buffer_add(&caller->plain, bytes, (size_t)got);
	int error = SSL_get_error(caller->ssl, got);
	flush(caller);
	if (!caller->over && !caller->closing)
		converse(caller, &caller->plain);
	if (!caller->closing && !caller->over && (error != SSL_ERROR_WANT_READ || caller->plain.failed)) {
		caller->over = true; /* it said goodbye, or talks nonsense */
		finish(caller);
	}
}

/* A hello, maybe whole. */
static void read_hello(struct hr_caller *caller)
{
	static struct hr_client_hello hello; /* one loop, one thread; kept only if it is whole */
	struct hr_canary *canary = caller->canary;
	hr_client_parse(hr_reader_of(caller->received.data, caller->received.length), &hello);
	if (hello.kind == HR_CLIENT_MORE)
		return;
	if (hello.kind != HR_CLIENT_HELLO) {
		caller->garbage = true;
		hr_caller_close(caller);
		return;
	}
	caller->hello = malloc(sizeof hello);
	caller->ssl = SSL_new(canary->tls);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	if (caller->hello == NULL || caller->ssl == NULL || in == NULL || out == NULL) {
		BIO_free(in);
		BIO_free(out);
		free(caller->hello);
		caller->hello = NULL;
		hr_caller_close(caller);
		return;
	}
	*caller->hello = hello;
	canary->counts->hellos++;
	(void)BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(caller->ssl, in, out);
	SSL_set_accept_state(caller->ssl);
	hr_lookup_address(canary, caller->address);
	(void)BIO_write(in, caller->received.data, (int)caller->received.length);
	hr_buffer_free(&caller->received);
	advance(caller);
}

void hr_caller_take(struct hr_caller *caller, const char *bytes, size_t length)
{
	caller->bytes += length;
	if (caller->over)
		return; /* read on, so that the last words reach it */
	if (caller->bytes > HR_CANARY_BYTES_MAX) {
		caller->garbage = true;
		hr_caller_close(caller);
		return;
	}
	if (caller->ssl != NULL) {
		if (BIO_write(SSL_get_rbio(caller->ssl), bytes, (int)length) == (int)length)
			advance(caller);
		else
			hr_caller_close(caller);
		return;
	}
	hr_buffer_add(&caller->received, bytes, length);
	if (!caller->in_tls) {
		converse(caller, &caller->received);
		if (!caller->dialogue.starttls || caller->closing)
			return;
		caller->dialogue.starttls = false;
		caller->in_tls = true; /* what came with STARTTLS belongs to TLS (RFC 3207 6) */
		if (caller->received.length == 0)
			return;
	}
	read_hello(caller);
}
