/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snp_certificates.h - the certificates a host hands over with an SEV-SNP report.
 *
 * AMD, "SEV-ES Guest-Hypervisor Communication Block Standardization" (56421), SNP Extended Guest
 * Request: entries of a GUID, an offset and a length, ended by zeros, then the certificates.  The
 * host's word: nothing in it is believed here, a verifier checks the chain.
 *
 * Room:      enclave/attest.  Calls: lib/quote, lib/base.
 * Promises:  every certificate lies inside the blob, after the table; no two entries of one kind.
 */
#ifndef ATTEST_SNP_CERTIFICATES_H
#define ATTEST_SNP_CERTIFICATES_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

enum { SNP_CERTIFICATES_ENTRIES_MAX = 32, SNP_CERTIFICATE_SIZE_MAX = 8192 };

/* Views into the blob, as the host gave them (DER or PEM); empty: not there. */
struct snp_certificates {
	struct span vek; /* VCEK, or VLEK */
	struct span ask, ark;
};

/*
 * An empty blob, or one of zeros, is a host that has none: OK, and nothing in `out`.  Entries of
 * other kinds are passed over.  ERR_INPUT or ERR_LIMIT with `why`.
 */
enum err snp_certificates_parse(struct span blob, struct snp_certificates *out, struct why *why);

/* One certificate, PEM or DER, appended as DER or as PEM.  ERR_INPUT; errors as buf_append. */
enum err snp_certificate_der(struct span certificate, struct buf *out);
enum err snp_certificate_pem(struct span certificate, struct buf *out);

#endif
