/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/obj_mac.h>

#include "lib/crypto/ecdsa.h"

static const struct ecdsa_curve curve = { SN_secp384r1, "SHA384", P384_POINT_SIZE / 2 };

enum err
p384_verify(const uint8_t point[P384_POINT_SIZE], struct span message,
    const uint8_t signature[P384_SIGNATURE_SIZE])
{
	return ecdsa_verify(&curve, point, message, signature);
}
