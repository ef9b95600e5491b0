/* SPDX-License-Identifier: Apache-2.0 */
/* Chains, dates and signatures are the shared vectors' business; here is the form of the text. */
#include "lib/quote/signed_json.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

TEST(signed_json_check_form_refuses_deep_nesting_and_numbers_that_are_not_whole)
{
	static const struct {
		const char *text;
		enum err e;
	} cases[] = {
		{ "", OK },
		{ "{\"a\":[1,-2,true,false,null]}", OK },
		{ "{\"a\":\"1.5 E [[[[[[[[[ 1e3 \\\" [\\\\\",\"b\":1}", OK },
		{ "[[[[[[[[1]]]]]]]]", OK },
		{ "[[[[[[[[[1]]]]]]]]]", ERR_INPUT },
		{ "[{\"a\":[{\"a\":[{\"a\":[{\"a\":1}]}]}]}]", OK },
		{ "[{\"a\":[{\"a\":[{\"a\":[{\"a\":[]}]}]}]}]", ERR_INPUT },
		{ "[],[],[],[],[],[],[],[],[],[]", OK },
		{ "{\"a\":1.0}", ERR_INPUT },
		{ "{\"a\":1e3}", ERR_INPUT },
		{ "{\"a\":1E3}", ERR_INPUT },
		{ "{\"a\":\"x\\\\\",\"b\":1.0}", ERR_INPUT },
		{ "\"unfinished", OK },
		{ "\"unfinished\\", OK },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (signed_json_check_form(span_text(cases[i].text)) != cases[i].e)
			fail_msg("%s", cases[i].text);
		case_counted();
	}
}

/* One signer for both texts is verified once; each text under it still is. */
TEST(signed_json_verify_takes_a_signer_that_passed_before)
{
	struct att_failure failure = { .code = ATT_OK };
	struct validity validity;
	AUTO(chain) platform = { .kind = NULL };
	AUTO(chain) first = { .kind = NULL };
	AUTO(chain) second = { .kind = NULL };
	struct signed_json text;
	struct crl root_crl;
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &platform);
	CHECK_OK(crl_parse(s.collateral.items.root_crl, &root_crl));
	validity = validity_at(s.policy.at_ms, 0);
	text = (struct signed_json){ s.collateral.items.tcb_chain, s.collateral.items.tcb_info,
		s.collateral.items.tcb_signature };
	CHECK_OK(signed_json_verify(&text, &signed_tcb_info,
	    &(struct signed_json_trust){ &s.root, &root_crl, &platform }, &validity, &first,
	    &failure));
	text = (struct signed_json){ s.collateral.items.qe_chain, s.collateral.items.qe_identity,
		s.collateral.items.qe_signature };
	CHECK_OK(signed_json_verify(&text, &signed_qe_identity,
	    &(struct signed_json_trust){ &s.root, &root_crl, &first }, &validity, &second,
	    &failure));
	text.text = s.collateral.items.tcb_info;
	chain_wipe(&second);
	CHECK_ERR(signed_json_verify(&text, &signed_qe_identity,
		      &(struct signed_json_trust){ &s.root, &root_crl, &first }, &validity, &second,
		      &failure),
	    ERR_REFUSED);
	CHECK_INT(failure.code, ATT_E_QEID_SIGNATURE);
}
