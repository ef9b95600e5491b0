/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target:  an SEV-SNP report and its certificates: three sizes, u16 big-endian, of report, VEK and
 *          ASK, then the four of them; the ARK is what is left.
 * Oracle:  no crash; nothing is genuine, for nobody but AMD can sign it, and no fact is told; what
 *          is parsed has the sizes that later steps count on.
 */
#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/quote/snp_chain.h"

static void
check_parts(const struct quote_evidence *e)
{
	AUTO(snp_chain) chain = { .product = NULL };
	struct att_failure failure = { .code = ATT_OK };
	struct vek_extension vek;
	struct snp_report report;
	struct certificate c;

	if (snp_parse(e->quote, &report, &failure) == OK)
		assert(e->quote.size == SNP_REPORT_SIZE && report.vmpl <= 3 &&
		    (report.policy & 1u << 17) != 0);
	if (x509_parse_amd(e->collateral->vek, &c) == OK) {
		assert(c.key.size == RSA4096_SIZE || c.key.size == P384_POINT_SIZE);
		assert(c.rsa_signature.size == RSA4096_SIZE);
		if (vek_extension_parse(&c, &vek) == OK)
			assert(vek.product.size > 0 &&
			    (vek.provider.size > 0) != (vek.chip_id.size > 0));
	}
	failure.code = ATT_OK;
	if (snp_chain_parse(e->collateral, &chain, &failure) == OK)
		assert(chain.product != NULL);
}

FUZZ(snp, data, size)
{
	static const struct quote_facts nothing;
	struct reader r = reader_over((struct span){ data, size });
	struct collateral collateral = { .root_crl = { NULL, 0 } };
	struct quote_evidence e = { .collateral = &collateral };
	uint16_t report_size, vek_size, ask_size;
	struct quote_facts facts;

	if (reader_u16be(&r, &report_size) != OK || reader_u16be(&r, &vek_size) != OK ||
	    reader_u16be(&r, &ask_size) != OK || reader_take(&r, report_size, &e.quote) != OK ||
	    reader_take(&r, vek_size, &collateral.vek) != OK ||
	    reader_take(&r, ask_size, &collateral.ask) != OK)
		return;
	collateral.ark = r.rest;
	assert(quote_check(&e, quote_root_intel(), 1767225600000, &facts, NULL) != ATT_OK);
	assert(memcmp(&facts, &nothing, sizeof(facts)) == 0);
	check_parts(&e);
}
