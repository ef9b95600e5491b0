/* SPDX-License-Identifier: Apache-2.0 */
/*
 * method.h - how lots close, by the names that queries and answers have for it.
 *
 * Room:      enclave/api.
 */
#ifndef API_METHOD_H
#define API_METHOD_H

#include "enclave/api/api.h"
#include "lib/ledger/ledger.h"

/* The query's `method`; first in, first out without one.  ERR_INPUT with `why`. */
enum err method_read(struct call *c, enum ledger_method *out, struct why *why);

/* "fifo". */
const char *method_name(enum ledger_method m);

#endif
