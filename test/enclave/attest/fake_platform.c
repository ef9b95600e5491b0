/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/attest/fake_platform.h"

#include "lib/base/secret.h"
#include "lib/quote/quote.h"
#include "test/check.h"

static bool
ends(const char *path, const char *end)
{
	const size_t size = strlen(path);

	return end != NULL && size >= strlen(end) && strcmp(path + size - strlen(end), end) == 0;
}

/* ---- quotes ---- */

static void
pad(struct buf *out, size_t size, uint8_t byte)
{
	uint8_t *at;

	CHECK_OK(buf_reserve(out, size, &at));
	memset(at, byte, size);
	out->size += size;
}

static const uint8_t intel[16] = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d,
	0xb3, 0x95, 0x7f, 0x06, 0x07 };

static void
header_write(uint16_t version, uint32_t tee, struct buf *out)
{
	CHECK_OK(buf_u16le(out, version));
	CHECK_OK(buf_u16le(out, 2)); /* ECDSA P-256 */
	CHECK_OK(buf_u32le(out, tee));
	pad(out, 4, 0);
	CHECK_OK(buf_append(out, SPAN_OF(intel)));
	pad(out, 20, 0);
}

/* What vouches for the quoting enclave, as far as the layout goes. */
enum { QE_PART_SIZE = 384 + 64 + 2 + 32 + 6 + 100 };

static void
qe_part_write(struct buf *out)
{
	pad(out, 384 + 64, 0);
	CHECK_OK(buf_u16le(out, 32));
	pad(out, 32, 0);
	CHECK_OK(buf_u16le(out, 5)); /* a PEM chain */
	CHECK_OK(buf_u32le(out, 100));
	pad(out, 100, '-');
}

static void
sgx_write(const struct fake_platform *f, const uint8_t *report_data, struct buf *out)
{
	header_write(f->version != 0 ? f->version : 3, 0, out);
	pad(out, 48, 0);
	CHECK_OK(buf_u8(out, f->is_debug ? 7 : 5)); /* INIT, MODE64BIT */
	pad(out, 15, 0);
	pad(out, 32, f->measurement_byte);
	pad(out, 224, 0);
	CHECK_OK(buf_append(out, (struct span){ report_data, 64 }));
	CHECK_OK(buf_u32le(out, 64 + 64 + QE_PART_SIZE));
	pad(out, 64 + 64, 0);
	qe_part_write(out);
}

static void
tdx_write(const struct fake_platform *f, const uint8_t *report_data, struct buf *out)
{
	const uint16_t version = f->version != 0 ? f->version : 4;

	header_write(version, 0x81, out);
	if (version == 5) {
		CHECK_OK(buf_u16le(out, 2)); /* TD 1.0 */
		CHECK_OK(buf_u32le(out, 584));
	}
	pad(out, 136, 0);
	pad(out, 48, f->measurement_byte);
	pad(out, 520 - 136 - 48, 0);
	CHECK_OK(buf_append(out, (struct span){ report_data, 64 }));
	CHECK_OK(buf_u32le(out, 64 + 64 + 6 + QE_PART_SIZE));
	pad(out, 64 + 64, 0);
	CHECK_OK(buf_u16le(out, 6)); /* the quoting enclave's part, with its certificates */
	CHECK_OK(buf_u32le(out, QE_PART_SIZE));
	qe_part_write(out);
}

static void
snp_write(const struct fake_platform *f, const uint8_t *report_data, struct buf *out)
{
	CHECK_OK(buf_u32le(out, f->version != 0 ? f->version : 2));
	pad(out, 4, 0);
	CHECK_OK(buf_u32le(out, 1 << 17)); /* the policy's bit that is always set */
	pad(out, 0x34 - 12, 0);
	CHECK_OK(buf_u32le(out, 1)); /* ECDSA P-384 */
	pad(out, 0x50 - 0x38, 0);
	CHECK_OK(buf_append(out, (struct span){ report_data, 64 }));
	pad(out, 48, f->measurement_byte);
	pad(out, 1184 - 0x90 - 48, 0);
}

void
fake_quote_write(const struct fake_platform *f, const uint8_t report_data[64], struct buf *out)
{
	const size_t before = out->size;

	if (f->kind == FAKE_GRAMINE)
		sgx_write(f, report_data, out);
	else if (f->kind == FAKE_TDX)
		tdx_write(f, report_data, out);
	else
		snp_write(f, report_data, out);
	out->size = f->cut < out->size - before ? out->size - f->cut : before;
}

/* ---- files ---- */

static void
hang(struct fake_platform *f)
{
	(void)pthread_mutex_lock(&f->lock);
	f->is_hanging = true;
	(void)pthread_cond_signal(&f->entered);
	while (!f->is_released)
		(void)pthread_cond_wait(&f->released, &f->lock);
	(void)pthread_mutex_unlock(&f->lock);
}

static enum err
as_told(struct fake_platform *f, const char *path, struct why *why)
{
	if (!ends(path, f->fails_at))
		return OK;
	if (f->fail_count == 1)
		f->fails_at = NULL;
	else if (f->fail_count > 1)
		f->fail_count--;
	return why_set(why, f->fails_with, "cannot open %s: as it was told", path);
}

static enum err
read_generation(struct fake_platform *f, struct buf *out)
{
	const bool is_late = f->waited_ms < f->moves_at_ms;
	const uint64_t shown = f->generation - (is_late && f->generation > 0 ? 1 : 0);

	return buf_print(out, "%llu\n", (unsigned long long)shown);
}

static enum err
read_quote(struct fake_platform *f, struct buf *out)
{
	static const uint8_t stale[64] = { 0x57 };

	f->quote_count++;
	fake_quote_write(f, f->is_stale ? stale : f->report_data, out);
	f->generation += f->meddled;
	return OK;
}

static enum err
read_file(struct fake_platform *f, const char *path, struct buf *out, struct why *why)
{
	static const char *const vendors[] = { "dcap", "tdx_guest", "sev_guest" };

	if (ends(path, "/attestation_type") || ends(path, "/provider"))
		return buf_print(out, "%s\n", f->type != NULL ? f->type : vendors[f->kind]);
	if (ends(path, "/keys/_sgx_mrenclave"))
		return buf_append(out, f->key);
	if (ends(path, "/generation"))
		return read_generation(f, out);
	if (ends(path, "/privlevel_floor") && f->floor != NULL)
		return buf_append(out, span_text(f->floor));
	if (ends(path, "/quote") || ends(path, "/outblob"))
		return read_quote(f, out);
	if (ends(path, "/auxblob"))
		return buf_append(out, f->extra);
	return why_set(why, ERR_ABSENT, "cannot open %s: no such file", path);
}

static enum err
fake_read(void *self, const char *path, struct buf *out, struct why *why)
{
	struct fake_platform *f = self;
	AUTO(buf) bytes = buf_new(QUOTE_SIZE_MAX);

	if (ends(path, f->hangs_at))
		hang(f);
	TRY(as_told(f, path, why));
	TRY(read_file(f, path, &bytes, why));
	if (buf_append(out, buf_span(&bytes)) != OK)
		return why_set(why, ERR_LIMIT, "%s is too large", path);
	return OK;
}

static enum err
fake_write(void *self, const char *path, struct span bytes, struct why *why)
{
	struct fake_platform *f = self;

	TRY(as_told(f, path, why));
	f->generation++;
	f->moves_at_ms = f->waited_ms + f->late_ms;
	if (ends(path, "/privlevel"))
		return span_to_text(bytes, f->privilege, sizeof(f->privilege));
	CHECK(ends(path, f->kind == FAKE_GRAMINE ? "/user_report_data" : "/inblob"));
	CHECK_INT(bytes.size, sizeof(f->report_data));
	memcpy(f->report_data, bytes.p, bytes.size);
	return OK;
}

static enum err
fake_make_dir(void *self, const char *path, struct why *why)
{
	struct fake_platform *f = self;

	(void)path;
	TRY(as_told(f, "mkdir", why));
	f->made_count++;
	return OK;
}

static enum err
fake_remove_dir(void *self, const char *path, struct why *why)
{
	struct fake_platform *f = self;

	(void)path;
	TRY(as_told(f, "rmdir", why));
	f->removed_count++;
	return OK;
}

static void
fake_wait_ms(void *self, int64_t ms)
{
	struct fake_platform *f = self;

	f->waited_ms += ms;
	f->wait_count++;
}

void
fake_platform_init(struct fake_platform *f, enum fake_kind kind)
{
	static const uint8_t key[16] = { 1, 2, 3 };

	*f = (struct fake_platform){ .kind = kind, .key = SPAN_OF(key), .measurement_byte = 0xaa };
	f->files = (struct platform_files){ f, fake_read, fake_write, fake_make_dir,
		fake_remove_dir, fake_wait_ms };
	(void)pthread_mutex_init(&f->lock, NULL);
	(void)pthread_cond_init(&f->released, NULL);
	(void)pthread_cond_init(&f->entered, NULL);
}

void
fake_platform_wipe(struct fake_platform *f)
{
	(void)pthread_cond_destroy(&f->entered);
	(void)pthread_cond_destroy(&f->released);
	(void)pthread_mutex_destroy(&f->lock);
}

void
fake_platform_await(struct fake_platform *f)
{
	(void)pthread_mutex_lock(&f->lock);
	while (!f->is_hanging)
		(void)pthread_cond_wait(&f->entered, &f->lock);
	(void)pthread_mutex_unlock(&f->lock);
}

void
fake_platform_release(struct fake_platform *f)
{
	(void)pthread_mutex_lock(&f->lock);
	f->is_released = true;
	(void)pthread_cond_signal(&f->released);
	(void)pthread_mutex_unlock(&f->lock);
}
