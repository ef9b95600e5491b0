/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refuse.h - how the steps of this room say no.
 *
 * Inside the room a step returns `enum err` like everything else, so that TRY works; what was
 * refused is kept in the att_failure that all steps of one verification share.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_REFUSE_H
#define QUOTE_REFUSE_H

#include "lib/base/err.h"
#include "lib/quote/att_error.h"

/*
 * Record the refusal unless one is recorded already: the first one stays, so a caller may refuse
 * again on the way out with its broader code.  Returns ERR_REFUSED.  `item` and the formatted
 * detail are cut to fit; `failure` is never NULL here.
 */
enum err att_refuse(struct att_failure *failure, enum att_code code, const char *item,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
