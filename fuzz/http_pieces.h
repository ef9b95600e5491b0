/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_pieces.h - a stream of messages, read whole or in pieces: the same messages, the same
 * refusal.  What the targets of requests and of answers share.
 */
#ifndef FUZZ_HTTP_PIECES_H
#define FUZZ_HTTP_PIECES_H

#include "lib/net/http_inbox.h"

enum { PIECES_BODY_SIZE_MAX = 1000 };

/*
 * Take every message that is whole, and write down what it was; `*has_head`, kept between calls,
 * says that the next one's head is read already.  ERR_BUSY: more is needed.
 */
typedef enum err http_take_fn(struct http_inbox *b, bool *has_head, struct buf *log);

/* The first byte says how large the pieces are; the rest is the stream. */
void http_pieces_check(const uint8_t *data, size_t size, http_take_fn *take);

#endif
