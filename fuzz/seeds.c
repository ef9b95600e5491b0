/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_seeds FIXTURES OUT - the third-party evidence as seeds: OUT/quote, OUT/collateral, OUT/crl,
 * OUT/tcb_info, OUT/qe_identity, OUT/pem, OUT/der_certificate, OUT/pck_extension.
 *
 * They are somebody else's, so they stay outside the repository; the corpora in it are ours.
 */
#include <assert.h>
#include <ftw.h>
#include <sys/stat.h>

#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "lib/quote/quote.h"
#include "lib/quote/x509.h"

enum { FILE_SIZE_MAX = 1 << 20 };

static const char *out_directory;
static unsigned seed_count;

static void
put(const char *target, struct span bytes)
{
	char path[512];
	FILE *f;

	if (bytes.size == 0)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", out_directory, target);
	(void)mkdir(path, 0755);
	(void)snprintf(path, sizeof(path), "%s/%s/fixture-%u", out_directory, target, seed_count++);
	f = fopen(path, "we");
	assert(f != NULL);
	(void)fwrite(bytes.p, 1, bytes.size, f);
	(void)fclose(f);
}

static void
put_chain(struct span pem, size_t count)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct span views[PEM_COUNT_MAX];
	struct certificate c;

	put("pem", pem);
	if (pem_parse(pem, count, &der, views) != OK)
		return;
	for (size_t i = 0; i < count; i++) {
		put("der_certificate", views[i]);
		if (x509_parse(views[i], &c) == OK)
			put("pck_extension", c.sgx);
	}
}

static void
put_quote(struct span bytes)
{
	struct quote q;

	put("quote", bytes);
	if (quote_parse(bytes, &q, NULL) == ATT_OK)
		put_chain(q.pem_chain, 3);
}

static void
put_collateral(struct span json)
{
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral c;

	put("collateral", json);
	if (collateral_parse(json, &store, &c, NULL) != OK)
		return;
	put("crl", c.root_crl);
	put("crl", c.pck_crl);
	put("tcb_info", c.tcb_info);
	put("qe_identity", c.qe_identity);
	put_chain(c.tcb_chain, 2);
	put_chain(c.qe_chain, 2);
}

static int
visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
	static uint8_t bytes[FILE_SIZE_MAX];
	const char *name = path + at->base;
	struct span file = { bytes, 0 };
	FILE *f;

	if (type != FTW_F || st->st_size > FILE_SIZE_MAX)
		return 0;
	f = fopen(path, "re");
	assert(f != NULL);
	file.size = fread(bytes, 1, sizeof(bytes), f);
	(void)fclose(f);
	if (strcmp(name, "quote.bin") == 0)
		put_quote(file);
	else if (strcmp(name, "collateral.json") == 0)
		put_collateral(file);
	return 0;
}

int
main(int count, char **arguments)
{
	if (count != 3) {
		(void)fprintf(stderr, "usage: fuzz_seeds FIXTURES OUT\n");
		return 64;
	}
	out_directory = arguments[2];
	(void)mkdir(out_directory, 0755);
	return nftw(arguments[1], visit, 16, FTW_PHYS) == 0 ? 0 : 66;
}
