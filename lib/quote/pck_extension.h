/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pck_extension.h - what a PCK certificate says about its platform (OID 1.2.840.113741.1.13.1;
 * Intel SGX PCK Certificate and CRL Profile Specification, section 1.3.5).
 *
 * Room:      lib/quote.  Calls: lib/quote/der.
 * Promises:  every entry exactly once, exact lengths, nothing unknown.
 */
#ifndef QUOTE_PCK_EXTENSION_H
#define QUOTE_PCK_EXTENSION_H

#include "lib/base/bytes.h"

enum { PCK_COMPONENT_COUNT = 16, PCK_FMSPC_SIZE = 6, PCK_PCEID_SIZE = 2, PCK_ID_SIZE = 16 };

enum pck_sgx_type { PCK_STANDARD, PCK_SCALABLE, PCK_SCALABLE_WITH_INTEGRITY, PCK_TYPE_COUNT };

struct pck_extension {
	uint8_t ppid[PCK_ID_SIZE];
	uint8_t component_svn[PCK_COMPONENT_COUNT];
	uint16_t pcesvn;
	/* Never to be compared with a report's CPUSVN: that one is encoded differently. */
	uint8_t cpusvn[16];
	uint8_t pceid[PCK_PCEID_SIZE], fmspc[PCK_FMSPC_SIZE];
	enum pck_sgx_type sgx_type;
	/* The rest only from the Platform CA. */
	bool has_platform;
	uint8_t platform_instance_id[PCK_ID_SIZE];
	bool is_dynamic_platform, has_cached_keys, has_smt;
};

/* Read the extension's value.  ERR_INPUT when it is not as above; `out` is then partly filled. */
enum err pck_extension_parse(struct span value, struct pck_extension *out);

#endif
