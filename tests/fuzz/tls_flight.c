/* What follows a ServerHello: any bytes, after one for the version and one for the suite's kind. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "parse/tls_flight.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[HR_FLIGHT_MAX];
	static const char *const suites[] = {"TLS_ECDHE_RSA_", "TLS_DHE_RSA_EXPORT_", "TLS_DH_anon_", "TLS_RSA_WITH_"};
	if (size < 2)
		return 0;
	struct hr_flight part, whole;
	struct hr_reader der;
	uint16_t version = (uint16_t)(0x0300 + data[0] % 4);
	struct hr_suite_kind kind = hr_suite_kind_of(suites[data[1] % 4]);
	hr_flight_read(hr_reader_of(data + 2, (size - 2) / 2), version, kind, room, &part);
	hr_flight_read(hr_reader_of(data + 2, size - 2), version, kind, room, &whole);
	if (part.state != HR_FLIGHT_MORE && part.state != whole.state)
		abort();
	size_t most = hr_left(&whole.certificates), sum = 0;
	while (hr_flight_certificate(&whole.certificates, &der))
		sum += 3 + hr_left(&der);
	if (sum != most || whole.dh_bits > 65535 * 8)
		abort();
	return 0;
}
