/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/crypto.h>

#include "lib/crypto/ossl.h"

enum err
crypto_start(void)
{
	ENSURE(ossl_ok(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL)), ERR_BUG);
	return OK;
}
