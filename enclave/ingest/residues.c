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
reserve(void **rows, uint32_t count, uint32_t *room, size_t size)
{
	const uint32_t more = *room + *room / 8 + 2;
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
	**out = (struct residue){ .asset = (uint16_t)asset };
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

/* ---- reports ---- */

/* What the wallet has of this asset, in the reports from one place to another; or NULL. */
static struct reported *
reported_of(const struct residues *h, uint32_t from, uint32_t to, const struct reported *like)
{
	for (uint32_t i = from; i < to; i++)
		if (h->reports[i].wallet == like->wallet && h->reports[i].asset == like->asset)
			return &h->reports[i];
	return NULL;
}

void
residues_report_begin(struct residues *h)
{
	h->next_count = 0;
}

enum err
residues_report(
    struct residues *h, enum exchange_wallet wallet, uint32_t asset, struct decimal amount)
{
	const struct reported row = { amount, asset, (uint8_t)wallet };
	const uint32_t count = h->report_count + h->next_count;
	struct reported *part = reported_of(h, h->report_count, count, &row);
	void *reports = h->reports;

	if (part != NULL) {
		ENSURE(decimal_add(part->amount, amount, &part->amount) == OK, ERR_INPUT);
		return OK;
	}
	TRY(reserve(&reports, count, &h->report_room, sizeof(*h->reports)));
	h->reports = reports;
	h->reports[count] = row;
	h->next_count++;
	return OK;
}

/* A report needs room for itself beside the one before: give it back. */
static void
fit(struct residues *h)
{
	void *moved = h->report_count == 0
	    ? NULL
	    : realloc(h->reports, h->report_count * sizeof(*h->reports));

	if (moved == NULL)
		return; /* it stays as it is */
	h->reports = moved;
	h->report_room = h->report_count;
}

enum err
residues_report_end(struct residues *h, enum exchange_wallet wallet, bool *has_changed)
{
	const uint32_t count = h->report_count, all = count + h->next_count;
	uint32_t kept = 0;

	*has_changed = false;
	for (uint32_t i = 0; i < all; i++) {
		const struct reported *r = &h->reports[i];
		const struct reported *other =
		    i < count ? reported_of(h, count, all, r) : reported_of(h, 0, count, r);
		struct residue *row;

		if (r->wallet != wallet ||
		    decimal_compare(r->amount, other == NULL ? decimal_of(0) : other->amount) == 0)
			continue;
		TRY(row_of(h, r->asset, &row));
		row->is_changed = *has_changed = true;
	}
	for (uint32_t i = 0; i < all; i++)
		if (i < count ? h->reports[i].wallet != wallet
			      : decimal_sign(h->reports[i].amount) != 0)
			h->reports[kept++] = h->reports[i];
	h->report_count = kept;
	h->next_count = 0;
	fit(h);
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

/* ---- prints ---- */

/* One more residual in it; by FNV-1a's prime, for nobody gains by making two alike. */
static uint64_t
print_add(uint64_t print, uint32_t asset, struct decimal residual)
{
	const unsigned __int128 bits = (unsigned __int128)residual.e18;

	if (decimal_sign(residual) == 0)
		return print;
	print = (print ^ asset ^ 0xcbf29ce484222325) * 0x100000001b3;
	print = (print ^ (uint64_t)bits) * 0x100000001b3;
	print = (print ^ (uint64_t)(bits >> 64)) * 0x100000001b3;
	return print + (print >> 32 == 0 ? UINT64_C(1) << 32 : 0);
}

uint32_t
residues_print(const struct residues *h)
{
	struct decimal reported, residual;
	uint64_t print = 0;

	for (size_t i = 0; i < h->count; i++)
		if (residues_residual(h, &h->rows[i], &reported, &residual) == OK)
			print = print_add(print, h->rows[i].asset, residual);
	return (uint32_t)(print >> 32);
}

/* The print of one; false: it cannot be counted. */
static bool
print_one(const struct residues *h, const struct residue *row, uint32_t *out)
{
	struct decimal reported, residual;

	if (residues_residual(h, row, &reported, &residual) != OK)
		return false;
	*out = (uint32_t)(print_add(0, row->asset, residual) >> 32);
	return true;
}

bool
residues_residual_is_other(const struct residues *h, size_t index)
{
	uint32_t print;

	return print_one(h, &h->rows[index], &print) && print != h->rows[index].print;
}

bool
residues_residual_moved(struct residues *h, size_t index)
{
	const bool is_other = residues_residual_is_other(h, index);

	if (is_other)
		(void)print_one(h, &h->rows[index], &h->rows[index].print);
	return is_other;
}
