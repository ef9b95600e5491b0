/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.h - the enclave's long-lived Ed25519 key, sealed on disk.
 *
 * File: "PAID1\n", a 96-bit random nonce, the 32-byte seed under AES-256-GCM, the tag; the key is
 * derived from the TEE's seal key, so the file opens for this measurement on this machine only.
 *
 * Room:      enclave/keyring.  Calls: lib/crypto, lib/base.
 */
#ifndef KEYRING_IDENTITY_H
#define KEYRING_IDENTITY_H

#include "enclave/keyring/keyring.h"

/*
 * Unseal the key at `path`, or make one and keep it there (mode 0600).  NULL path: make one for
 * this process only, and nothing is sealed (`seal` may be NULL).
 * ERR_AUTH: the file is not ours to open (another measurement, machine, or damage); ERR_IO;
 * `why` names the file and what to do.
 */
enum err identity_load_or_make(
    const struct seal_key *seal, const char *path, struct ed25519_private *out, struct why *why);

/* Write the public key as PEM (SubjectPublicKeyInfo, RFC 8410).  ERR_IO with `why`. */
enum err identity_publish(
    const uint8_t public_key[KEY_PUBLIC_SIZE], const char *path, struct why *why);

#endif
