/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quote_fields.h - the fixed parts of quotes and reports, field by field, for people.
 *
 * Room:      host/cli.  Calls: lib/base.
 */
#ifndef CLI_QUOTE_FIELDS_H
#define CLI_QUOTE_FIELDS_H

#include "lib/base/bytes.h"

enum quote_fields {
	QUOTE_FIELDS_HEADER,     /* 48 bytes */
	QUOTE_FIELDS_REPORT,     /* 384, of an SGX enclave */
	QUOTE_FIELDS_TD_REPORT,  /* 584, or 648 with the last two fields */
	QUOTE_FIELDS_SNP_REPORT, /* 1184 */
	QUOTE_FIELDS_COUNT
};

/* Append a line for each field that lies within `bytes`.  Errors as buf_append. */
enum err quote_fields_write(enum quote_fields which, struct span bytes, struct buf *out);

#endif
