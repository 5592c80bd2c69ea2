#include "registry/answers.h"

#include <stdio.h>
#include <string.h>

#include "parse/winreg.h"

void hr_answers_ask(const struct hr_catalog *catalog, struct hr_buffer *out)
{
	const char *key = "";
	for (size_t i = 0; i < catalog->setting_count; i++) {
		const struct hr_setting *setting = &catalog->settings[i];
		if (strcmp(key, setting->key) != 0)
			hr_buffer_printf(out, "key %s\n", setting->key);
		key = setting->key;
		hr_buffer_printf(out, "value %s\n", setting->value);
	}
}

void hr_answers_fail(struct hr_answers *answers, const char *reason)
{
	if (!answers->over)
		(void)snprintf(answers->reason, sizeof answers->reason, "%s", reason);
	answers->over = true;
}

static bool put(struct hr_answers *answers, const struct hr_setting *setting, const struct hr_talk_answer *answer,
                struct hr_error *why)
{
	static uint8_t bytes[HR_TALK_DATA_MAX];
	const struct hr_registry_data data = {
	        .type = answer->type, .bytes = bytes, .length = hr_talk_bytes(answer->hex, bytes), .wide = true};
	return hr_hive_put(answers->hive, setting->key, setting->value, &data, why);
}

static bool put_refused(struct hr_answers *answers, const struct hr_setting *setting, uint32_t error,
                        struct hr_error *why)
{
	char reason[80];
	(void)snprintf(reason, sizeof reason, "%s (error %u)",
	               error == HR_WINREG_DENIED      ? "access was denied"
	               : error == HR_WINREG_MORE_DATA ? "the value has more than 64 KiB"
	                                              : "the server did not give it",
	               (unsigned)error);
	return hr_hive_failed(answers->hive, setting->key, setting->value, reason, why);
}

static void end_in_trouble(struct hr_answers *answers, const struct hr_talk_answer *answer)
{
	static const char *const sentences[] = {
	        [HR_TROUBLE_UNREACHABLE] = "no SMB server was reached on port 445",
	        [HR_TROUBLE_LOGON] = "the user name or password was refused",
	        [HR_TROUBLE_TICKET] = "there is no Kerberos ticket for it",
	        [HR_TROUBLE_DENIED] = "access to its registry was denied",
	        [HR_TROUBLE_DIALECT] =
	                "it ended the connection when SMB 2 or later was asked for; does it speak SMB 1 only?",
	        [HR_TROUBLE_SERVICE] = "its remote registry service does not answer; is it running?",
	        [HR_TROUBLE_LOST] = "the connection was lost",
	        [HR_TROUBLE_PROTOCOL] = "its answer is none of the remote registry protocol",
	        [HR_TROUBLE_OWN] = "the program that reads registries could not do its work",
	};
	char reason[sizeof answers->reason];
	(void)snprintf(reason, sizeof reason, "%s (%.*s)", sentences[answer->trouble], (int)hr_left(&answer->text),
	               (const char *)answer->text.at);
	answers->refused = answer->trouble == HR_TROUBLE_LOGON;
	hr_answers_fail(answers, reason);
}

bool hr_answers_take(struct hr_answers *answers, struct hr_reader line, struct hr_error *why)
{
	struct hr_talk_answer answer = hr_talk_read(line);
	bool about_value =
	        answer.kind == HR_TALK_VALUE || answer.kind == HR_TALK_ABSENT || answer.kind == HR_TALK_REFUSED;
	bool fits = answer.kind != HR_TALK_BROKEN && !answers->over && (answer.kind != HR_TALK_IN || !answers->in) &&
	            (!about_value ||
	             (answers->in && answer.n == answers->next && answer.n < answers->catalog->setting_count)) &&
	            (answer.kind != HR_TALK_END || answers->next == answers->catalog->setting_count);
	if (!fits) {
		answers->over = false; /* worse than whatever it said before */
		hr_answers_fail(answers, "the program that reads registries said what was not asked");
		return true;
	}
	if (!about_value) {
		answers->in = answers->in || answer.kind == HR_TALK_IN;
		answers->over = answers->over || answer.kind == HR_TALK_END;
		if (answer.kind == HR_TALK_TROUBLE)
			end_in_trouble(answers, &answer);
		return true;
	}
	const struct hr_setting *setting = &answers->catalog->settings[answers->next++];
	if (answer.kind == HR_TALK_VALUE)
		return put(answers, setting, &answer, why);
	if (answer.kind == HR_TALK_REFUSED)
		return put_refused(answers, setting, answer.error, why);
	hr_hive_absent(answers->hive, setting->key, setting->value);
	return true;
}
