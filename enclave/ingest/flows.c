/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/flows.h"

#include "lib/crypto/crypto.h"

void
flows_wipe(struct flows *f)
{
	free(f->rows);
	free(f->slots);
	*f = (struct flows){ 0 };
}

enum err
flows_key(const struct exchange_feed *feed, const struct exchange_flow *row, uint64_t *out)
{
	char shared[16];
	const int size = snprintf(shared, sizeof(shared), "ids:%u", feed->id_space);
	const struct span space = { (const uint8_t *)shared, (size_t)size };
	const struct span parts[] = { feed->id_space == 0 ? span_text(feed->name) : space,
		span_text(row->what), span_text(row->id), span_text(row->symbol),
		span_text(row->asset) };
	AUTO(buf) text = buf_new(1024);
	uint8_t hash[SHA256_SIZE];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		TRY(buf_lp(&text, parts[i]));
	TRY(sha256_of(buf_span(&text), hash));
	memcpy(out, hash, sizeof(*out));
	return OK;
}

bool
flow_is_half(const struct flow *f)
{
	return f->kind == EXCHANGE_FLOW_TRANSFER &&
	    (f->from == EXCHANGE_WALLET_OTHER || f->to == EXCHANGE_WALLET_OTHER);
}

static uint32_t *
slot_of(const struct flows *f, uint64_t key)
{
	size_t at = (size_t)key & (f->slot_count - 1);

	while (f->slots[at] != 0 && f->rows[f->slots[at] - 1].key != key)
		at = (at + 1) & (f->slot_count - 1);
	return &f->slots[at];
}

static enum err
reserve(struct flows *f)
{
	struct flows more = *f;

	if (f->count < f->room)
		return OK;
	ENSURE(f->count < FLOWS_COUNT_MAX, ERR_LIMIT);
	more.room = f->room == 0 ? 2 : f->room * 2; /* most accounts have few */
	more.slot_count = more.room * 4;
	more.slots = calloc(more.slot_count, sizeof(*more.slots));
	ENSURE(more.slots != NULL, ERR_NOMEM);
	more.rows = realloc(f->rows, more.room * sizeof(*more.rows));
	if (more.rows == NULL) {
		free(more.slots);
		return ERR_NOMEM;
	}
	free(f->slots);
	*f = more;
	for (size_t i = 0; i < f->count; i++)
		*slot_of(f, f->rows[i].key) = (uint32_t)i + 1;
	return OK;
}

/* Do they tell of one transfer, the one with one end, the other with both? */
static bool
is_pair(const struct flow *a, const struct flow *b)
{
	const struct flow *half = flow_is_half(a) ? a : b, *whole = half == a ? b : a;
	const int64_t apart_ms = a->ts_ms - b->ts_ms;

	return whole->kind == EXCHANGE_FLOW_TRANSFER && flow_is_half(half) &&
	    !flow_is_half(whole) && a->asset == b->asset &&
	    decimal_compare(a->amount, b->amount) == 0 && apart_ms <= FLOWS_PAIR_MS &&
	    apart_ms >= -FLOWS_PAIR_MS && (half->from == whole->from || half->to == whole->to);
}

/* The other telling of this transfer, if it has not been matched with another one. */
static struct flow *
other_of(struct flows *f, const struct flow *row)
{
	if (row->kind != EXCHANGE_FLOW_TRANSFER)
		return NULL;
	for (size_t i = 0; i < f->count; i++)
		if (!f->rows[i].is_void && !f->rows[i].is_paired && is_pair(&f->rows[i], row))
			return &f->rows[i];
	return NULL;
}

enum err
flows_add(struct flows *f, const struct flow *row, struct flows_added *out)
{
	struct flow *other, *mine;
	uint32_t *slot;

	*out = (struct flows_added){ 0 };
	TRY(reserve(f));
	slot = slot_of(f, row->key);
	if (*slot != 0)
		return OK;
	out->is_new = out->is_counted = true;
	other = other_of(f, row);
	mine = &f->rows[f->count++];
	*mine = *row;
	*slot = (uint32_t)f->count;
	if (other == NULL)
		return OK;
	other->is_paired = mine->is_paired = true;
	if (flow_is_half(row)) {
		mine->is_void = true;
		out->is_counted = false;
	} else {
		other->is_void = true;
		out->ended = other;
	}
	return OK;
}
