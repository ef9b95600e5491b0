/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_view.h - how a session and its collection are shown, wherever they are shown.
 *
 * Room:      enclave/api.
 */
#ifndef API_SESSION_VIEW_H
#define API_SESSION_VIEW_H

#include "enclave/api/api.h"
#include "lib/json/json_write.h"

/* "status", "session_expires" and the "progress" object, as members of the object being written. */
void session_view_progress(struct json_writer *w, const struct session *s);

/* The "completeness" object: from when on, what is missing, and what balances say of it. */
void session_view_completeness(struct json_writer *w, const struct session *s);

#endif
