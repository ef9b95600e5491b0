/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/spoil.h"

#include "lib/base/secret.h"
#include "test/check.h"

/* Prime to 8, so that each bit of a byte has its turn. */
static size_t
step(size_t usual)
{
	return getenv("PERF_AGGREGATOR_EVERY_BIT") != NULL ? 1 : usual;
}

/*
 * The flips that change no meaning, by place and reason:
 *   quote, the last byte of its chain, bit 5: the NUL behind the last certificate becomes a space,
 *   and white space is allowed there as the NUL is.
 * That is all: nothing of the collateral may change.  What may be missing is the end of the last
 * line of a certificate chain.
 */
static bool
may_flip_quote(struct span chain, const uint8_t *at, uint8_t flip)
{
	return at == chain.p + chain.size - 1 && *at == '\0' && flip == ' ';
}

static bool
may_cut(struct span item, struct span whole)
{
	return item.size == whole.size && span_starts(whole, "-----BEGIN") &&
	    whole.p[whole.size - 1] == '\n';
}

void
spoil_quote(
    struct buf *quote, const struct collateral *collateral, const struct quote_policy *policy)
{
	const struct quote_evidence evidence = { buf_span(quote), collateral };
	struct quote_facts facts;
	struct quote q;

	CHECK_INT(quote_parse(evidence.quote, &q, NULL), ATT_OK);
	CHECK_INT(quote_verify(&evidence, policy, &facts, NULL), ATT_OK);
	for (size_t i = 0; i < quote->size * 8; i += step(127)) {
		const size_t at = i / 8;
		const uint8_t flip = (uint8_t)(1u << i % 8);
		enum att_code code;

		quote->p[at] ^= flip;
		code = quote_verify(&evidence, policy, &facts, NULL);
		quote->p[at] ^= flip;
		if ((code == ATT_OK) != may_flip_quote(q.pem_chain, quote->p + at, flip))
			fail_msg("bit %zu of byte %zu of the quote: %s", i % 8, at, att_name(code));
	}
}

static void
spoil_item(const struct quote_evidence *evidence, struct span *item, const char *name,
    const struct quote_policy *policy)
{
	AUTO(buf) copy = buf_new(COLLATERAL_TEXT_SIZE_MAX);
	const struct span before = *item;
	struct quote_facts facts;

	CHECK_OK(buf_append(&copy, before));
	*item = buf_span(&copy);
	for (size_t i = 0; i < copy.size * 8; i += step(1021)) {
		copy.p[i / 8] ^= (uint8_t)(1u << i % 8);
		if (quote_verify(evidence, policy, &facts, NULL) == ATT_OK)
			fail_msg("bit %zu of byte %zu of the %s is not missed", i % 8, i / 8, name);
		copy.p[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	for (; item->size > 0; item->size -= item->size < step(97) ? item->size : step(97)) {
		struct span shorter = *item;

		item->size--;
		if ((quote_verify(evidence, policy, &facts, NULL) == ATT_OK) !=
		    may_cut(shorter, before))
			fail_msg("%zu bytes of the %s are enough", item->size, name);
		*item = shorter;
	}
	*item = before;
}

void
spoil_collateral(
    struct span quote, const struct collateral *collateral, const struct quote_policy *policy)
{
	struct collateral c = *collateral;
	const struct quote_evidence evidence = { quote, &c };
	const struct {
		struct span *item;
		const char *name;
	} items[] = {
		{ &c.root_crl, "root CRL" },
		{ &c.pck_crl, "PCK CRL" },
		{ &c.tcb_chain, "TCB info chain" },
		{ &c.tcb_info, "TCB info" },
		{ &c.tcb_signature, "TCB info signature" },
		{ &c.qe_chain, "QE identity chain" },
		{ &c.qe_identity, "QE identity" },
		{ &c.qe_signature, "QE identity signature" },
	};

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		spoil_item(&evidence, items[i].item, items[i].name, policy);
}
