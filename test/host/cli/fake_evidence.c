/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/cli/fake_evidence.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enclave/attest/simulated_collateral.h"

void
fake_evidence_wipe(struct fake_evidence *e)
{
	buf_wipe(&e->quote_bytes);
}

const char *
fake_evidence_file(const struct fake *f, const char *name, struct span bytes)
{
	static char path[160];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", f->directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.p, bytes.size), (ssize_t)bytes.size);
	assert_int_equal(close(fd), 0);
	return path;
}

static void
item_write(const struct fake *f, enum collateral_file file, struct span bytes)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "collateral/%s", collateral_file_name(file));
	(void)fake_evidence_file(f, name, bytes);
}

/* As Intel's service answers. */
static void
answer_write(const struct fake *f, enum collateral_file file, const char *member, struct span text,
    struct span signature)
{
	AUTO(buf) json = buf_new(COLLATERAL_ANSWER_SIZE_MAX);
	struct json_writer w = json_writer_on(&json);

	json_write_object(&w, NULL);
	json_write_raw(&w, member, text);
	json_write_hex(&w, "signature", signature);
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	item_write(f, file, buf_span(&json));
}

static void
collateral_make(struct fake *f)
{
	AUTO(simulated_collateral) issued = { .issued_ms = 0 };
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	struct json_writer w = json_writer_on(&json);
	struct collateral c;

	CHECK_OK(simulated_collateral_issue(
	    &f->keys, span_text((const char *)f->root_pem.p), f->time.wall_ms, &issued));
	c = simulated_collateral_view(&issued);
	collateral_write(&c, &w, NULL);
	CHECK_OK(json_write_end(&w));
	(void)fake_evidence_file(f, "collateral.json", buf_span(&json));
	item_write(f, COLLATERAL_FILE_ROOT_CRL, c.root_crl);
	item_write(f, COLLATERAL_FILE_PCK_CRL, c.pck_crl);
	item_write(f, COLLATERAL_FILE_TCB_CHAIN, c.tcb_chain);
	item_write(f, COLLATERAL_FILE_QE_CHAIN, c.qe_chain);
	answer_write(f, COLLATERAL_FILE_TCB_INFO, "tcbInfo", c.tcb_info, c.tcb_signature);
	answer_write(
	    f, COLLATERAL_FILE_QE_IDENTITY, "enclaveIdentity", c.qe_identity, c.qe_signature);
}

void
fake_evidence_make(struct fake *f, struct fake_evidence *out)
{
	struct simulated_report report = { .attribute_flags = SIMULATED_FLAGS,
		.mrenclave = { 0xaa },
		.isvprodid = 7,
		.report_data = { 1 } };

	(void)snprintf(out->quote, sizeof(out->quote), "%s/quote.bin", f->directory);
	(void)snprintf(
	    out->collateral, sizeof(out->collateral), "%s/collateral.json", f->directory);
	(void)snprintf(out->directory, sizeof(out->directory), "%s/collateral", f->directory);
	assert_int_equal(mkdir(out->directory, 0755), 0);
	out->quote_bytes = buf_new(QUOTE_SIZE_MAX);
	CHECK_OK(
	    simulated_quote_write(&f->keys, buf_span(&f->chain_pem), &report, &out->quote_bytes));
	(void)fake_evidence_file(f, "quote.bin", buf_span(&out->quote_bytes));
	collateral_make(f);
}

void
fake_evidence_spoil(const struct fake_evidence *e, enum collateral_file file, size_t at)
{
	char path[160];
	uint8_t byte;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", e->directory, collateral_file_name(file));
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, (off_t)at), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
	assert_int_equal(close(fd), 0);
}
