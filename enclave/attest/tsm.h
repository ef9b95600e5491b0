/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tsm.h - quotes of a whole virtual machine, TDX or SEV-SNP, through the kernel's configfs-tsm.
 *
 * Linux, Documentation/ABI/testing/configfs-tsm-report: a directory under
 * /sys/kernel/config/tsm/report is one request; inblob takes the report data, outblob holds the
 * quote, auxblob what the host adds to it, and generation counts the writes, so that a second
 * writer is seen.  Needs Linux 6.7 and root.
 *
 * configfs-tsm gives no key of the measurement, so seal_key() is ERR_ABSENT: an identity key lives
 * in memory, and a new one is made at each start.
 *
 * Room:      enclave/attest.  Calls: lib/quote, lib/base.
 */
#ifndef ATTEST_TSM_H
#define ATTEST_TSM_H

#include "enclave/attest/attest.h"

enum {
	TSM_POLL_MS = 10, /* between two looks at a busy file; doubles up to: */
	TSM_POLL_MAX_MS = 640,
	TSM_GENERATION_MAX_MS = 5000, /* how long a generation may take to move */
	TSM_BUSY_MAX_MS = 30000,      /* how long a file may say that it is busy */
};

extern const struct attest_provider attest_tsm_tdx;
extern const struct attest_provider attest_tsm_snp;

#endif
