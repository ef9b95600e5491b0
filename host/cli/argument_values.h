/* SPDX-License-Identifier: Apache-2.0 */
/*
 * argument_values.h - the options whose values are judged as they are read.
 *
 * Room:      host/cli.  Private to arguments.c.
 */
#ifndef CLI_ARGUMENT_VALUES_H
#define CLI_ARGUMENT_VALUES_H

#include "host/cli/arguments.h"

/* Put `value` into `out`.  ERR_INPUT or ERR_LIMIT with a complaint that names the option. */
typedef enum err option_value_fn(const char *value, struct arguments *out, struct complaint *c);

/* Each is named after its option. */
option_value_fn take_measurement, take_user, take_exchange, take_account, take_label, take_ttl,
    take_symbols, take_proof, take_timeout, take_market, take_at;

#endif
