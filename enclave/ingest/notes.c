/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be said of feeds: that they are not to be asked, or that they cannot be read. */
#include "enclave/ingest/collection_inside.h"

enum { REASON_SIZE = 256 };

static struct feed_note *
note_of(const struct collection *c, size_t feed)
{
	for (size_t i = 0; i < c->note_count; i++)
		if (c->notes[i].feed == feed)
			return &c->notes[i];
	return NULL;
}

bool
notes_is_off(const struct collection *c, size_t feed)
{
	const struct feed_note *n = note_of(c, feed);

	return n != NULL && n->is_off;
}

bool
notes_has(const struct collection *c, size_t feed)
{
	return note_of(c, feed) != NULL;
}

static void
reason_free(const struct feed_note *n)
{
	if (n->has_reason)
		free(n->reason);
}

void
notes_put(struct collection *c, const struct feed_note *note)
{
	struct feed_note *n = note_of(c, note->feed), *moved;

	if (n == NULL) {
		moved = realloc(c->notes, (c->note_count + 1) * sizeof(*moved));
		if (moved == NULL) {
			reason_free(note);
			return;
		}
		c->notes = moved;
		n = &c->notes[c->note_count++];
		n->has_reason = false;
	}
	reason_free(n);
	*n = *note;
}

void
notes_unreadable(struct collection *c, const struct walk *w, int64_t code, const char *words)
{
	const char *symbol = w->symbol == WALK_NO_SYMBOL
	    ? ""
	    : bourse_catalogue(c->bourse, feed_of(c, w))->rows[w->symbol].instrument.symbol;
	struct feed_note note = { .code = (int32_t)code, .feed = w->feed, .has_reason = true };
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
	    "%s%sits answers cannot be read, it is asked again in the next turn: %.100s", symbol,
	    symbol[0] != '\0' ? ": " : "", words);
	note.reason = strdup(reason);
	if (note.reason != NULL)
		notes_put(c, &note);
}

static void
note_drop(struct collection *c, struct feed_note *n)
{
	reason_free(n);
	*n = c->notes[--c->note_count];
}

void
notes_walk_read(struct collection *c, const struct walk *w)
{
	struct feed_note *n = note_of(c, w->feed);

	if (n == NULL || !n->has_reason)
		return;
	for (size_t i = 0; i < c->walk_count; i++)
		if (c->walks[i].feed == w->feed && c->walks[i].failure_count >= FAILURES_MAX)
			return;
	note_drop(c, n);
}

void
notes_wipe(struct collection *c)
{
	while (c->note_count > 0)
		note_drop(c, c->notes);
}
