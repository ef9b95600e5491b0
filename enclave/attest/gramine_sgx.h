/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gramine_sgx.h - quotes of an SGX enclave that Gramine runs, through /dev/attestation.
 *
 * Gramine documentation, "Attestation and Secret Provisioning": user_report_data takes 64 bytes,
 * quote then holds a quote over them, keys/_sgx_mrenclave is a key of this measurement on this
 * machine.  The files are the process's and know no concurrency: the worker is their only user.
 * Gramine turns every failure to quote into EACCES; what `why` can say is which file refused.
 *
 * Room:      enclave/attest.  Calls: lib/quote, lib/crypto, lib/base.
 */
#ifndef ATTEST_GRAMINE_SGX_H
#define ATTEST_GRAMINE_SGX_H

#include "enclave/attest/attest.h"

extern const struct attest_provider attest_gramine_sgx;

/*
 * Does Gramine offer quotes here: is there a quote file, and is attestation_type "dcap"?  Never
 * asks the environment.  `root` NULL: /dev/attestation; `files` NULL: the system's.
 */
bool gramine_sgx_is_here(const struct platform_files *files, const char *root);

#endif
