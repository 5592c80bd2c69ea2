#include "reader/survey.h"

#include <stdio.h>
#include <string.h>

#include "parse/winreg.h"

#define FIRST_ROOM 4096u /* of a value: most fit, a list of suites as well */
#define STUB_MAX (HR_TALK_DATA_MAX + 256)
#define NO_SUCH_INTERFACE 1

struct survey {
	const struct hr_asked *asked;
	const struct hr_carrier *carrier;
	struct hr_buffer *out;
	uint32_t call;
	struct hr_reader answer; /* parameters of the last one */
	uint8_t stub[STUB_MAX];
	uint8_t message[HR_RPC_FRAGMENT_MAX];
	uint8_t parameters[HR_RPC_FRAGMENT_MAX];
};

/* --- a call and its answer --- */

static bool trouble(struct survey *s, enum hr_talk_trouble trouble, const char *text)
{
	hr_talk_trouble(s->out, trouble, text);
	return false;
}

static bool lost(struct survey *s)
{
	return trouble(s, HR_TROUBLE_LOST, "the connection ended, or no answer came in time");
}

static bool not_understood(struct survey *s, const char *wanted)
{
	char text[160];
	(void)snprintf(text, sizeof text, "wanted %s", wanted);
	return trouble(s, HR_TROUBLE_PROTOCOL, text);
}

/* One message into s->message. */
static bool receive(struct survey *s, struct hr_reader *message)
{
	if (!s->carrier->read(s->carrier->context, s->message, HR_RPC_HEADER))
		return lost(s);
	size_t length = hr_rpc_length(hr_reader_of(s->message, HR_RPC_HEADER));
	if (length == 0)
		return not_understood(s, "the header of a message of DCE RPC 5.0");
	if (!s->carrier->read(s->carrier->context, s->message + HR_RPC_HEADER, length - HR_RPC_HEADER))
		return lost(s);
	*message = hr_reader_of(s->message, length);
	return true;
}

static bool send_message(struct survey *s, const struct hr_writer *message)
{
	if (message->failed)
		return trouble(s, HR_TROUBLE_OWN, "a name that is no ASCII, or too long");
	return s->carrier->write(s->carrier->context, message->bytes, message->length) || lost(s);
}

static struct hr_writer parameters_of(struct survey *s)
{
	return (struct hr_writer){.bytes = s->parameters, .room = sizeof s->parameters};
}

/* Makes the call; the parameters of its answer are then in s->answer. */
static bool call(struct survey *s, enum hr_winreg_call number, const struct hr_writer *parameters)
{
	uint8_t request[HR_RPC_FRAGMENT_MAX];
	struct hr_writer writer = {.bytes = request, .room = sizeof request};
	struct hr_rpc_answer answer = {.call = ++s->call, .stub = s->stub, .room = sizeof s->stub};
	struct hr_reader message;
	enum hr_rpc_took took = HR_RPC_MORE;
	hr_rpc_request_write(&writer, answer.call, (uint16_t)number, parameters);
	if (!send_message(s, &writer))
		return false;
	while (took == HR_RPC_MORE) {
		if (!receive(s, &message))
			return false;
		took = hr_rpc_take(&answer, message);
	}
	if (took == HR_RPC_BROKEN)
		return not_understood(s, answer.wanted);
	if (took == HR_RPC_FAULT) {
		char text[80];
		bool denied = answer.fault == HR_WINREG_DENIED;
		(void)snprintf(text, sizeof text, "the call was answered by fault 0x%08x", (unsigned)answer.fault);
		return trouble(s, denied ? HR_TROUBLE_DENIED : HR_TROUBLE_PROTOCOL, text);
	}
	s->answer = hr_reader_of(s->stub, answer.length);
	return true;
}

/* --- opening --- */

static bool bind_pipe(struct survey *s)
{
	struct hr_writer writer = {.bytes = s->parameters, .room = sizeof s->parameters};
	struct hr_rpc_answer answer = {.call = ++s->call};
	struct hr_reader message;
	hr_rpc_bind_write(&writer, answer.call, &hr_winreg_interface);
	if (!send_message(s, &writer) || !receive(s, &message))
		return false;
	switch (hr_rpc_bound(&answer, message)) {
	case HR_RPC_WHOLE:
		return true;
	case HR_RPC_FAULT:
		return trouble(s, answer.fault == NO_SUCH_INTERFACE ? HR_TROUBLE_SERVICE : HR_TROUBLE_PROTOCOL,
		               "the service behind the pipe refused the bind");
	default:
		return not_understood(s, answer.wanted);
	}
}

static bool open_root(struct survey *s, struct hr_winreg_handle *root)
{
	struct hr_writer parameters = parameters_of(s);
	uint32_t error = 0;
	hr_winreg_open_local_machine(&parameters);
	if (!call(s, HR_WINREG_OPEN_LOCAL_MACHINE, &parameters))
		return false;
	if (!hr_winreg_opened(s->answer, root, &error))
		return not_understood(s, "a handle of HKLM");
	if (error == HR_WINREG_OK)
		return true;
	char text[80];
	(void)snprintf(text, sizeof text, "HKLM was refused with error %u", (unsigned)error);
	return trouble(s, error == HR_WINREG_DENIED ? HR_TROUBLE_DENIED : HR_TROUBLE_PROTOCOL, text);
}

/* --- values --- */

static bool query(struct survey *s, const struct hr_winreg_handle *key, const char *name, uint32_t room,
                  struct hr_winreg_value *value, uint32_t *error)
{
	struct hr_writer parameters = parameters_of(s);
	hr_winreg_query_value(&parameters, key, name, room);
	return call(s, HR_WINREG_QUERY_VALUE, &parameters) &&
	       (hr_winreg_queried(s->answer, value, error) || not_understood(s, "a value"));
}

static bool read_value(struct survey *s, const struct hr_winreg_handle *key, uint32_t n)
{
	struct hr_winreg_value value;
	uint32_t error = 0;
	const char *name = s->asked->values[n].name;
	if (!query(s, key, name, FIRST_ROOM, &value, &error))
		return false;
	if (error == HR_WINREG_MORE_DATA && value.size > FIRST_ROOM && value.size <= HR_TALK_DATA_MAX &&
	    !query(s, key, name, value.size, &value, &error))
		return false;
	if (error == HR_WINREG_OK)
		hr_talk_value(s->out, n, value.type, value.data);
	else if (error == HR_WINREG_NOT_FOUND)
		hr_talk_absent(s->out, n);
	else
		hr_talk_refused(s->out, n, error);
	return true;
}

static bool close_key(struct survey *s, const struct hr_winreg_handle *key)
{
	struct hr_writer parameters = parameters_of(s);
	uint32_t error = 0;
	hr_winreg_close_key(&parameters, key);
	return call(s, HR_WINREG_CLOSE_KEY, &parameters) &&
	       (hr_winreg_closed(s->answer, &error) || not_understood(s, "a closed key"));
}

/* The values first to end - 1 are of one key. */
static bool read_key(struct survey *s, const struct hr_winreg_handle *root, uint32_t first, uint32_t end)
{
	struct hr_writer parameters = parameters_of(s);
	struct hr_winreg_handle key;
	uint32_t error = 0;
	hr_winreg_open_key(&parameters, root, s->asked->values[first].key);
	if (!call(s, HR_WINREG_OPEN_KEY, &parameters))
		return false;
	if (!hr_winreg_opened(s->answer, &key, &error))
		return not_understood(s, "a handle of a key");
	for (uint32_t n = first; n < end; n++) {
		if (error == HR_WINREG_NOT_FOUND)
			hr_talk_absent(s->out, n);
		else if (error != HR_WINREG_OK)
			hr_talk_refused(s->out, n, error);
		else if (!read_value(s, &key, n))
			return false;
	}
	return error != HR_WINREG_OK || close_key(s, &key);
}

void hr_survey_run(const struct hr_asked *asked, const struct hr_carrier *carrier, struct hr_buffer *out, hr_told *tell,
                   void *context)
{
	static struct survey survey;
	struct survey *s = &survey;
	struct hr_winreg_handle root;
	uint32_t count = (uint32_t)asked->value_count;
	s->asked = asked;
	s->carrier = carrier;
	s->out = out;
	s->call = 0;
	if (!bind_pipe(s) || !open_root(s, &root))
		return;
	for (uint32_t first = 0, end; first < count; first = end) {
		end = first + 1;
		while (end < count && asked->values[end].key == asked->values[first].key)
			end++;
		if (!read_key(s, &root, first, end) || !tell(context, out))
			return;
	}
	if (close_key(s, &root))
		hr_talk_end(out);
}
