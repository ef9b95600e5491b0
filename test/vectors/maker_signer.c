/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs TCB info and QE identity: chains that must not be believed. */
#include "enclave/attest/simulated_crl.h"
#include "lib/quote/kind.h"
#include "lib/quote/pem.h"
#include "lib/quote/x509.h"
#include "test/vectors/maker.h"

/* The same case for each of the two texts. */
struct twin {
	const char *tcb_name, *tcb_code, *qe_name, *qe_code;
};

static void
chain_cases(struct maker *m, struct twin t, struct span chain)
{
	struct collateral c = simulated_collateral_view(&m->good);

	c.tcb_chain = chain;
	maker_collateral(m, t.tcb_name, &c);
	maker_case(m, (struct case_plan){ t.tcb_name, t.tcb_code, .collateral = t.tcb_name });
	c = simulated_collateral_view(&m->good);
	c.qe_chain = chain;
	maker_collateral(m, t.qe_name, &c);
	maker_case(m, (struct case_plan){ t.qe_name, t.qe_code, .collateral = t.qe_name });
}

static void
subject_of(struct simulated_subject *out, const struct p256_private *key, enum kind_role role,
    int path_length, uint8_t serial)
{
	*out = (struct simulated_subject){ .common_name = kind_simulated.names[role],
		.path_length = path_length };
	must(p256_public_of(key, out->point));
	memset(out->serial, serial, sizeof(out->serial));
}

/* A chain of this signer under the root, signed with this key. */
static void
signer_cases(struct maker *m, struct twin t, const struct simulated_subject *signer,
    const struct p256_private *key)
{
	AUTO(buf) chain = buf_new(COLLATERAL_CHAIN_SIZE_MAX);
	AUTO(buf) der = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);
	struct simulated_subject root;

	subject_of(&root, &m->keys.root, KIND_ROOT, 1, 1);
	must(simulated_certificate(signer, &root, key, &der));
	must(pem_write(buf_span(&der), &chain));
	must(buf_append(&chain, buf_span(&m->root_pem)));
	chain_cases(m, t, buf_span(&chain));
}

static void
form_cases(struct maker *m)
{
	const struct span good = buf_span(&m->good.tcb_chain), root = buf_span(&m->root_pem);
	const struct span signer = span_first(good, good.size - root.size);
	const struct {
		struct twin twin;
		struct span parts[3];
	} cases[] = {
		{ { "no chain with the TCB info", "ATT_E_TCB_SIGNER_FORMAT",
		      "no chain with the QE identity", "ATT_E_QEID_SIGNER_FORMAT" },
		    { S("") } },
		{ { "one certificate with the TCB info", "ATT_E_TCB_SIGNER_FORMAT",
		      "one certificate with the QE identity", "ATT_E_QEID_SIGNER_FORMAT" },
		    { signer } },
		{ { "three certificates with the TCB info", "ATT_E_TCB_SIGNER_FORMAT",
		      "three certificates with the QE identity", "ATT_E_QEID_SIGNER_FORMAT" },
		    { signer, root, root } },
		{ { "the TCB info's root first", "ATT_OK", "the QE identity's root first",
		      "ATT_OK" },
		    { root, signer } },
		{ { "the TCB info's root twice", "ATT_E_TCB_SIGNER_CN",
		      "the QE identity's root twice", "ATT_E_QEID_SIGNER_CN" },
		    { root, root } },
		{ { "the TCB info's signer twice", "ATT_E_TCB_SIGNER_LINK",
		      "the QE identity's signer twice", "ATT_E_QEID_SIGNER_LINK" },
		    { signer, signer } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) chain = buf_new(COLLATERAL_CHAIN_SIZE_MAX);

		for (size_t k = 0; k < 3; k++)
			must(buf_append(&chain, cases[i].parts[k]));
		chain_cases(m, cases[i].twin, buf_span(&chain));
	}
}

static void
other_platform_cases(struct maker *m)
{
	AUTO(buf) chain = buf_new(COLLATERAL_CHAIN_SIZE_MAX);

	must(simulated_tcb_signer_issue(&m->other_keys, &chain));
	must(buf_append(&chain, buf_span(&m->other_root_pem)));
	chain_cases(m,
	    (struct twin){ "the TCB info's chain under another root", "ATT_E_ROOT_UNTRUSTED",
		"the QE identity's chain under another root", "ATT_E_ROOT_UNTRUSTED" },
	    buf_span(&chain));
}

static void
certificate_cases(struct maker *m)
{
	struct simulated_subject good, s;

	subject_of(&good, &m->keys.tcb_signer, KIND_TCB_SIGNER, X509_PATH_LENGTH_NONE, 9);
	s = good;
	s.common_name = kind_simulated.names[KIND_PCK];
	signer_cases(m,
	    (struct twin){ "a TCB info signer named like a platform", "ATT_E_TCB_SIGNER_CN",
		"a QE identity signer named like a platform", "ATT_E_QEID_SIGNER_CN" },
	    &s, &m->keys.root);
	s.common_name = kind_intel.names[KIND_TCB_SIGNER];
	signer_cases(m,
	    (struct twin){ "a TCB info signer with Intel's name", "ATT_E_TCB_SIGNER_CN",
		"a QE identity signer with Intel's name", "ATT_E_QEID_SIGNER_CN" },
	    &s, &m->keys.root);
	signer_cases(m,
	    (struct twin){ "a TCB info signer signed by another root", "ATT_E_TCB_SIGNER_SIGNATURE",
		"a QE identity signer signed by another root", "ATT_E_QEID_SIGNER_SIGNATURE" },
	    &good, &m->other_keys.root);
	s = good;
	s.path_length = 0;
	signer_cases(m,
	    (struct twin){ "a TCB info signer that is a CA", "ATT_E_TCB_SIGNER_CONSTRAINT",
		"a QE identity signer that is a CA", "ATT_E_QEID_SIGNER_CONSTRAINT" },
	    &s, &m->keys.root);
	s = good;
	s.from_ms = maker_at_ms + 1000;
	signer_cases(m,
	    (struct twin){ "a TCB info signer of the next second", "ATT_E_TCB_SIGNER_NOT_YET_VALID",
		"a QE identity signer of the next second", "ATT_E_QEID_SIGNER_NOT_YET_VALID" },
	    &s, &m->keys.root);
	s = good;
	s.until_ms = maker_at_ms - 1000;
	signer_cases(m,
	    (struct twin){ "a TCB info signer of the last second", "ATT_E_TCB_SIGNER_EXPIRED",
		"a QE identity signer of the last second", "ATT_E_QEID_SIGNER_EXPIRED" },
	    &s, &m->keys.root);
}

/* The root revokes serial 9: the signer of one text, while the other's stands. */
static void
revoked_cases(struct maker *m)
{
	uint8_t serial[SIMULATED_SERIAL_SIZE];
	const struct span serials[] = { SPAN_OF(serial) };
	const struct simulated_crl crl = { .issuer = kind_simulated.names[KIND_ROOT],
		.from_ms = maker_at_ms - MAKER_DAY_MS,
		.until_ms = maker_at_ms + MAKER_DAY_MS,
		.serials = serials,
		.serial_count = 1 };
	AUTO(buf) der = buf_new(COLLATERAL_CRL_SIZE_MAX);
	AUTO(buf) chain = buf_new(COLLATERAL_CHAIN_SIZE_MAX);
	AUTO(buf) signer = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);
	struct simulated_subject root, revoked;
	struct collateral c;

	memset(serial, 9, sizeof(serial));
	must(simulated_crl_write(&crl, &m->keys.root, &der));
	subject_of(&root, &m->keys.root, KIND_ROOT, 1, 1);
	subject_of(&revoked, &m->keys.tcb_signer, KIND_TCB_SIGNER, X509_PATH_LENGTH_NONE, 9);
	must(simulated_certificate(&revoked, &root, &m->keys.root, &signer));
	must(pem_write(buf_span(&signer), &chain));
	must(buf_append(&chain, buf_span(&m->root_pem)));

	c = simulated_collateral_view(&m->good);
	c.root_crl = buf_span(&der);
	c.tcb_chain = buf_span(&chain);
	maker_collateral(m, "TCB info signer revoked", &c);
	maker_case(m,
	    (struct case_plan){ "the TCB info's signer revoked", "ATT_E_TCB_SIGNER_REVOKED",
		.collateral = "TCB info signer revoked" });
	c = simulated_collateral_view(&m->good);
	c.root_crl = buf_span(&der);
	c.qe_chain = buf_span(&chain);
	maker_collateral(m, "QE identity signer revoked", &c);
	maker_case(m,
	    (struct case_plan){ "the QE identity's signer revoked", "ATT_E_QEID_SIGNER_REVOKED",
		.collateral = "QE identity signer revoked" });
}

void
maker_signer_cases(struct maker *m)
{
	form_cases(m);
	other_platform_cases(m);
	certificate_cases(m);
	revoked_cases(m);
}
