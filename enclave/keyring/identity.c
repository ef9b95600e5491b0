/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/keyring/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/base/text.h"

static const char magic[6] = { 'P', 'A', 'I', 'D', '1', '\n' };

struct sealed {
	char magic[6];
	uint8_t nonce[AEAD_NONCE_SIZE];
	uint8_t cipher[32];
	uint8_t tag[AEAD_TAG_SIZE];
};

static enum err
file_key(const struct seal_key *seal, struct aead_key *out)
{
	uint8_t prk[SHA256_SIZE];
	enum err e;

	TRY(hkdf_sha256_extract(S("perf-aggregator/seal/v1"), SPAN_OF(seal->b), prk));
	e = hkdf_sha256_expand(prk, S("identity"), out->b, sizeof(out->b));
	bytes_wipe(prk, sizeof(prk));
	return e;
}

/* All or nothing: a new file beside the old one, synced, then renamed over it. */
static enum err
file_write(const char *path, struct span bytes, mode_t mode, struct why *why)
{
	char path_new[4096];
	bool is_written;
	int fd;

	if ((size_t)snprintf(path_new, sizeof(path_new), "%s.new", path) >= sizeof(path_new))
		return why_set(why, ERR_LIMIT, "%s: the path is too long", path);
	fd = open(path_new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0)
		return why_set(why, ERR_IO, "%s: %s", path_new, strerror(errno));
	is_written = write(fd, bytes.p, bytes.size) == (ssize_t)bytes.size && fsync(fd) == 0;
	if (close(fd) != 0 || !is_written || rename(path_new, path) != 0)
		return why_set(why, ERR_IO, "%s: could not be written: %s", path, strerror(errno));
	return OK;
}

static enum err
file_read(const char *path, struct sealed *out, struct why *why)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t beyond;
	bool is_whole;

	if (fd < 0)
		return errno == ENOENT ? ERR_ABSENT
				       : why_set(why, ERR_IO, "%s: %s", path, strerror(errno));
	is_whole = read(fd, out, sizeof(*out)) == (ssize_t)sizeof(*out) &&
	    read(fd, &beyond, 1) == 0 && memcmp(out->magic, magic, sizeof(magic)) == 0;
	(void)close(fd);
	if (!is_whole)
		return why_set(why, ERR_AUTH,
		    "%s: not a sealed identity key; move it away to make a new one", path);
	return OK;
}

static enum err
make_and_keep(
    const struct aead_key *key, const char *path, struct ed25519_private *out, struct why *why)
{
	struct sealed s;

	TRY(random_bytes(out->b, sizeof(out->b)));
	memcpy(s.magic, magic, sizeof(magic));
	TRY(random_bytes(s.nonce, sizeof(s.nonce)));
	TRY(aead_seal(key, s.nonce, SPAN_OF(magic), SPAN_OF(out->b), s.cipher, s.tag));
	return file_write(path, (struct span){ (const uint8_t *)&s, sizeof(s) }, 0600, why);
}

enum err
identity_load_or_make(
    const struct seal_key *seal, const char *path, struct ed25519_private *out, struct why *why)
{
	AUTO(aead_key) key = { 0 };
	struct sealed s;
	enum err e;

	if (path == NULL)
		return random_bytes(out->b, sizeof(out->b));
	TRY(file_key(seal, &key));
	e = file_read(path, &s, why);
	if (e == ERR_ABSENT)
		return make_and_keep(&key, path, out, why);
	TRY(e);
	if (aead_open(&key, s.nonce, SPAN_OF(magic), SPAN_OF(s.cipher), s.tag, out->b) != OK)
		return why_set(why, ERR_AUTH,
		    "%s: sealed for another build or machine; move it away to make a new identity",
		    path);
	return OK;
}

enum err
identity_publish(const uint8_t public_key[KEY_PUBLIC_SIZE], const char *path, struct why *why)
{
	/* RFC 8410 section 4: SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING } */
	static const uint8_t prefix[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
		0x03, 0x21, 0x00 };
	AUTO(buf) der = buf_new(64);
	AUTO(buf) pem = buf_new(256);

	TRY(buf_append(&der, SPAN_OF(prefix)));
	TRY(buf_append(&der, (struct span){ public_key, KEY_PUBLIC_SIZE }));
	TRY(buf_append(&pem, S("-----BEGIN PUBLIC KEY-----\n")));
	TRY(text_base64_write(TEXT_BASE64, buf_span(&der), &pem));
	TRY(buf_append(&pem, S("\n-----END PUBLIC KEY-----\n")));
	return file_write(path, buf_span(&pem), 0644, why);
}
