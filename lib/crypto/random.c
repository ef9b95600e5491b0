/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/rand.h>

#include "lib/crypto/ossl.h"

enum err
random_bytes(uint8_t *out, size_t size)
{
	ENSURE(size == 0 || ossl_ok(RAND_priv_bytes_ex(NULL, out, size, 256)), ERR_BUG);
	return OK;
}
