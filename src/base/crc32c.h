/* CRC-32C (Castagnoli), RFC 3720 section 12.1: finds bytes that were torn or garbled, not bytes that were forged. */
#ifndef HR_BASE_CRC32C_H
#define HR_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of what `before` is the checksum of (0 = nothing), followed by `bytes`. */
uint32_t hr_crc32c(uint32_t before, const void *bytes, size_t length);

#endif
