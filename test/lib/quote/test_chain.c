/* SPDX-License-Identifier: Apache-2.0 */
/* The codes are the shared vectors' business; here is which certificate is named, and the limits.
 */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "test/check.h"
#include "test/lib/quote/sample.h"

TEST(chain_check_signatures_names_the_certificate_at_fault)
{
	AUTO(chain) chain = { .kind = NULL };
	const struct {
		struct certificate *certificate;
		const char *item;
	} cases[] = {
		{ &chain.certificates[2], "root CA" },
		{ &chain.certificates[1], "PCK CA" },
		{ &chain.certificates[0], "PCK certificate" },
	};
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct att_failure failure = { .code = ATT_OK };

		CHECK_OK(chain_check_signatures(&chain, NULL, &failure));
		cases[i].certificate->signature[63] ^= 1;
		CHECK_ERR(chain_check_signatures(&chain, NULL, &failure), ERR_REFUSED);
		CHECK_INT(failure.code, ATT_E_CHAIN_SIGNATURE);
		CHECK_TEXT(failure.item, cases[i].item);
		cases[i].certificate->signature[63] ^= 1;
	}
}

TEST(chain_check_signatures_wants_each_certificates_own_use)
{
	AUTO(chain) chain = { .kind = NULL };
	struct certificate *const all[] = { &chain.certificates[2], &chain.certificates[1],
		&chain.certificates[0] };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	for (size_t i = 0; i < 3; i++) {
		const struct certificate before = *all[i];

		for (unsigned change = 0; change < 10; change++) {
			struct att_failure failure = { .code = ATT_OK };

			if (change < 8)
				all[i]->key_uses ^= (uint8_t)(1u << change);
			else if (change == 8)
				all[i]->is_ca = !all[i]->is_ca;
			else if (i < 2)
				all[i]->path_length++;
			else
				continue;
			CHECK_ERR(chain_check_signatures(&chain, NULL, &failure), ERR_REFUSED);
			CHECK_INT(failure.code, ATT_E_CHAIN_CONSTRAINT);
			*all[i] = before;
		}
	}
}

TEST(chain_check_dates_includes_both_ends_of_each_certificate)
{
	AUTO(chain) chain = { .kind = NULL };
	struct certificate *const all[] = { &chain.certificates[2], &chain.certificates[1],
		&chain.certificates[0] };
	static const char *const items[] = { "root CA", "PCK CA", "PCK certificate" };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	for (size_t i = 0; i < 3; i++) {
		struct att_failure failure = { .code = ATT_OK };
		const struct certificate before = *all[i];
		struct validity v;

		all[i]->valid = (struct period){ 1700000000000, 1700000000000 };
		v = validity_at(1700000000000, 0);
		CHECK_OK(chain_check_dates(&chain, &v, &failure));
		CHECK(v.all.from_ms == 1700000000000 && v.all.until_ms == 1700000000000);
		CHECK_TEXT(v.ends_first, items[i]);
		v = validity_at(1699999999999, 0);
		CHECK_ERR(chain_check_dates(&chain, &v, &failure), ERR_REFUSED);
		CHECK_INT(failure.code, ATT_E_CERT_NOT_YET_VALID);
		CHECK_TEXT(failure.item, items[i]);
		CHECK_TEXT(failure.detail,
		    "valid from 2023-11-14T22:13:20.000Z, "
		    "judged at 2023-11-14T22:13:19.999Z");
		failure.code = ATT_OK;
		v = validity_at(1700000000001, 0);
		CHECK_ERR(chain_check_dates(&chain, &v, &failure), ERR_REFUSED);
		CHECK_INT(failure.code, ATT_E_CERT_EXPIRED);
		CHECK_TEXT(failure.item, items[i]);
		*all[i] = before;
	}
}

TEST(chain_check_anchor_wants_every_byte_of_the_key)
{
	AUTO(chain) chain = { .kind = NULL };
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	for (size_t i = 0; i < P256_POINT_SIZE; i++) {
		struct att_failure failure = { .code = ATT_OK };

		CHECK_OK(chain_check_anchor(&chain, &s.root, &failure));
		s.root.point[i] ^= 1;
		CHECK_ERR(chain_check_anchor(&chain, &s.root, &failure), ERR_REFUSED);
		CHECK_INT(failure.code, ATT_E_ROOT_UNTRUSTED);
		s.root.point[i] ^= 1;
	}
}

TEST(chain_wipe_may_be_called_twice)
{
	struct chain chain;
	AUTO(sample) s;

	sample_load(&s);
	sample_chain(&s, &chain);
	chain_wipe(&chain);
	CHECK(chain.der.p == NULL && chain.kind == NULL && chain.certificates[0].tbs.p == NULL);
	chain_wipe(&chain);
}
