/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/residues.h"

enum { HOUR_MS = 3600000 };

void
residues_wipe(struct residues *h)
{
	free(h->reports);
	free(h->rows);
	*h = (struct residues){ 0 };
}

/* Room for one more of `size` bytes.  ERR_LIMIT, ERR_NOMEM. */
static enum err
reserve(void **rows, size_t count, size_t *room, size_t size)
{
	const size_t more = *room + *room / 8 + 2;
	void *moved;

	ENSURE(count < RESIDUES_COUNT_MAX, ERR_LIMIT);
	if (count < *room)
		return OK;
	moved = realloc(*rows, more * size);
	ENSURE(moved != NULL, ERR_NOMEM);
	*rows = moved;
	*room = more;
	return OK;
}

static struct residue *
find(const struct residues *h, uint32_t asset)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->rows[i].asset == asset)
			return &h->rows[i];
	return NULL;
}

static enum err
row_of(struct residues *h, uint32_t asset, struct residue **out)
{
	void *rows = h->rows;

	*out = find(h, asset);
	if (*out != NULL)
		return OK;
	TRY(reserve(&rows, h->count, &h->room, sizeof(*h->rows)));
	h->rows = rows;
	*out = &h->rows[h->count++];
	**out = (struct residue){ .asset = asset };
	return OK;
}

enum err
residues_move(struct residues *h, uint32_t asset, struct decimal amount, int64_t ts_ms)
{
	const int32_t hour = (int32_t)(ts_ms / HOUR_MS);
	struct residue *row;

	TRY(row_of(h, asset, &row));
	if (decimal_add(row->computed, amount, &row->computed) != OK)
		row->is_lost = true;
	if (row->first == 0 || hour < row->first)
		row->first = hour;
	if (hour > row->last)
		row->last = hour;
	return OK;
}

void
residues_report_begin(struct residues *h, enum exchange_wallet wallet)
{
	for (size_t i = 0; i < h->report_count; i++)
		if (h->reports[i].wallet == wallet)
			h->reports[i].next = decimal_of(0);
}

enum err
residues_report(
    struct residues *h, enum exchange_wallet wallet, uint32_t asset, struct decimal amount)
{
	void *reports = h->reports;
	struct reported *r;

	for (size_t i = 0; i < h->report_count; i++) {
		r = &h->reports[i];
		if (r->wallet == wallet && r->asset == asset)
			return decimal_add(r->next, amount, &r->next);
	}
	TRY(reserve(&reports, h->report_count, &h->report_room, sizeof(*h->reports)));
	h->reports = reports;
	h->reports[h->report_count++] =
	    (struct reported){ .asset = asset, .wallet = (uint8_t)wallet, .next = amount };
	return OK;
}

enum err
residues_report_end(struct residues *h, enum exchange_wallet wallet, bool *has_changed)
{
	size_t kept = 0;

	*has_changed = false;
	for (size_t i = 0; i < h->report_count; i++) {
		struct reported *r = &h->reports[i];
		struct residue *row;

		if (r->wallet == wallet && decimal_compare(r->amount, r->next) != 0) {
			TRY(row_of(h, r->asset, &row));
			row->is_changed = *has_changed = true;
			r->amount = r->next;
		}
		if (decimal_sign(r->amount) != 0)
			h->reports[kept++] = *r;
	}
	h->report_count = kept;
	return OK;
}

void
residues_settle(struct residues *h)
{
	for (size_t i = 0; i < h->count; i++)
		h->rows[i].is_changed = false;
}

const struct residue *
residues_by_asset(const struct residues *h, uint32_t asset)
{
	return find(h, asset);
}

enum err
residues_residual(const struct residues *h, const struct residue *row, struct decimal *all_reported,
    struct decimal *residual)
{
	*all_reported = decimal_of(0);
	for (size_t i = 0; i < h->report_count; i++)
		if (h->reports[i].asset == row->asset)
			TRY(decimal_add(*all_reported, h->reports[i].amount, all_reported));
	ENSURE(!row->is_lost, ERR_LIMIT);
	return decimal_sub(*all_reported, row->computed, residual);
}

uint32_t
residues_print(const struct residues *h)
{
	uint64_t print = 0;

	for (size_t i = 0; i < h->count; i++) {
		struct decimal reported, residual;
		unsigned __int128 bits;

		if (residues_residual(h, &h->rows[i], &reported, &residual) != OK ||
		    decimal_sign(residual) == 0)
			continue;
		/* FNV-1a's prime: nobody gains by making two alike. */
		bits = (unsigned __int128)residual.e18;
		print = (print ^ h->rows[i].asset ^ 0xcbf29ce484222325) * 0x100000001b3;
		print = (print ^ (uint64_t)bits) * 0x100000001b3;
		print = (print ^ (uint64_t)(bits >> 64)) * 0x100000001b3;
		print += (uint32_t)(print >> 32) == 0 ? UINT64_C(1) << 32 : 0;
	}
	return (uint32_t)(print >> 32);
}

bool
residues_residual_moved(struct residues *h, size_t index)
{
	struct residue *row = &h->rows[index];
	struct decimal reported, residual;

	if (residues_residual(h, row, &reported, &residual) != OK ||
	    decimal_compare(residual, row->residual) == 0)
		return false;
	row->residual = residual;
	return true;
}
