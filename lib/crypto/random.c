/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <openssl/rand.h>

#include "lib/base/text.h"
#include "lib/crypto/ossl.h"

enum err
random_bytes(uint8_t *out, size_t size)
{
	ENSURE(size == 0 || ossl_ok(RAND_priv_bytes_ex(NULL, out, size, 256)), ERR_BUG);
	return OK;
}

enum err
random_hex(char *out, size_t room)
{
	AUTO(buf) text = buf_new(room);
	uint8_t bytes[32];
	const size_t size = room / 2;

	assert(room % 2 == 1 && size <= sizeof(bytes));
	out[0] = '\0';
	TRY(random_bytes(bytes, size));
	TRY(text_hex_write((struct span){ bytes, size }, &text));
	return span_to_text(buf_span(&text), out, room);
}
