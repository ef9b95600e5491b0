/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/der_write.h"

enum err
der_write(struct buf *out, uint8_t tag, struct span contents)
{
	ENSURE(contents.size <= UINT16_MAX, ERR_LIMIT);
	TRY(buf_u8(out, tag));
	if (contents.size >= 0x100) {
		TRY(buf_u8(out, 0x82));
		TRY(buf_u16be(out, (uint16_t)contents.size));
	} else {
		if (contents.size >= 0x80)
			TRY(buf_u8(out, 0x81));
		TRY(buf_u8(out, (uint8_t)contents.size));
	}
	return buf_append(out, contents);
}

enum err
der_write_bytes_number(struct buf *out, uint8_t tag, struct span big_endian)
{
	uint8_t padded[64] = { 0 };
	struct span v = big_endian;

	while (v.size > 1 && v.p[0] == 0)
		v = span_from(v, 1);
	ENSURE(v.size > 0 && v.size < sizeof(padded), ERR_LIMIT);
	if (v.p[0] < 0x80)
		return der_write(out, tag, v);
	memcpy(padded + 1, v.p, v.size);
	return der_write(out, tag, (struct span){ padded, v.size + 1 });
}

enum err
der_write_number(struct buf *out, uint8_t tag, uint32_t v)
{
	const uint8_t bytes[] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
		(uint8_t)v };

	return der_write_bytes_number(out, tag, SPAN_OF(bytes));
}

enum err
der_write_boolean(struct buf *out, bool v)
{
	const uint8_t byte = v ? 0xff : 0x00;

	return der_write(out, DER_BOOLEAN, (struct span){ &byte, 1 });
}
