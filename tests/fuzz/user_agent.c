#include "parse/user_agent.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hr_old_client clients[] = {
	        {.product = "Android ",
	         .to = HR_BUILD(4, 3, 0, 0),
	         .on = "",
	         .with = "",
	         .without = "Chrome/ Firefox/"},
	        {.product = "MSIE ",
	         .to = HR_BUILD(10, 0, 0, 0),
	         .on = "Windows NT ",
	         .on_to = HR_BUILD(6, 1, 0, 0),
	         .with = "Trident/ x",
	         .without = ""},
	};
	const struct hr_span agent = {.at = (const char *)data, .length = size};
	for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++)
		(void)hr_user_agent_is(agent, &clients[i]);
	return 0;
}
