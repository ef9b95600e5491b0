/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quote_show.h - a quote or SEV-SNP report laid open for a person: every field, the certificates,
 * and whether the signatures inside it hold.
 *
 * Nothing of it is verified: signatures that hold under keys from the very same file prove nothing,
 * and the text says so first.
 *
 * Room:      host/cli.  Calls: lib/quote, lib/crypto, lib/base.
 * Promises:  only printable text comes out, whatever goes in.
 */
#ifndef CLI_QUOTE_SHOW_H
#define CLI_QUOTE_SHOW_H

#include "lib/base/bytes.h"
#include "lib/quote/att_error.h"

enum { QUOTE_SHOW_SIZE_MAX = 262144 };

/*
 * Append the lines.  ERR_REFUSED with `failure` when the layout is not that of a quote or report;
 * errors as buf_append.
 */
enum err quote_show(struct span bytes, struct buf *out, struct att_failure *failure);

#endif
