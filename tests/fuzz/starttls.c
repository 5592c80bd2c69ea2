#include "probe/starttls.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRE(what)                                                                                                  \
	do {                                                                                                           \
		if (!(what))                                                                                           \
			abort();                                                                                       \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds all, cut into pieces of that size at most; but for LDAP, a zero byte is a pause in which our output leaves. */
static void talk(struct hr_starttls *m, const uint8_t *data, size_t size, size_t piece)
{
	while (size > 0) {
		const uint8_t *pause = m->service == HR_SERVICE_LDAP ? NULL : memchr(data, '\0', size);
		size_t turn = pause == NULL ? size : (size_t)(pause - data);
		for (size_t at = 0; at < turn; at += piece) {
			size_t length = turn - at < piece ? turn - at : piece;
			(void)hr_starttls_feed(m, data + at, length);
		}
		m->out_length = 0;
		data += turn + (pause != NULL);
		size -= turn + (pause != NULL);
	}
}

/* First byte: the service. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum hr_service services[] = {HR_SERVICE_SMTP, HR_SERVICE_IMAP, HR_SERVICE_POP3, HR_SERVICE_LDAP};
	struct hr_starttls whole, drip;
	if (size == 0)
		return 0;
	enum hr_service service = services[data[0] % 4];
	hr_starttls_begin(&whole, service, "probe.contoso.com");
	hr_starttls_begin(&drip, service, "probe.contoso.com");
	talk(&whole, data + 1, size - 1, SIZE_MAX / 2);
	talk(&drip, data + 1, size - 1, 1);
	REQUIRE(whole.out_length <= sizeof whole.out && strlen(whole.banner) < sizeof whole.banner);
	REQUIRE(strlen(whole.words) == whole.words_length && whole.words_length < sizeof whole.words);
	/* TLS starts only where it was offered, and how the bytes were cut makes nobody believe in less than they said.
	 */
	REQUIRE(whole.state != HR_STARTTLS_READY || whole.offered);
	REQUIRE(whole.state == drip.state || whole.state == HR_STARTTLS_BROKEN);
	return 0;
}
