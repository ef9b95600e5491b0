/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show.h - a book's rows one by one, with what each did: folded once more, beside the reading.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_SHOW_H
#define LEDGER_SHOW_H

#include "lib/ledger/book.h"

/* As ledger_each_fill, ledger_each_booking and ledger_each_cycle, of a book just read. */
enum err show_fills(const struct book *b, const struct ledger_window *window,
    enum err (*each)(void *self, const struct ledger_fill *f), void *self);
enum err show_bookings(
    const struct book *b, enum err (*each)(void *self, const struct ledger_booking *b), void *self);
enum err show_cycles(
    const struct book *b, enum err (*each)(void *self, const struct ledger_cycle *c), void *self);

#endif
