/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/discovery.h"

void
bits_wipe(struct bits *b)
{
	free(b->p);
	*b = (struct bits){ 0 };
}

enum err
bits_put(struct bits *b, uint32_t number)
{
	const size_t need = number / 8 + 1;

	if (need > b->size) {
		const size_t size = need + need / 4 + 4;
		uint8_t *moved = realloc(b->p, size);

		ENSURE(moved != NULL, ERR_NOMEM);
		memset(moved + b->size, 0, size - b->size);
		b->p = moved;
		b->size = size;
	}
	b->p[number / 8] |= (uint8_t)(1U << (number % 8));
	return OK;
}

void
bits_drop(struct bits *b, uint32_t number)
{
	if (number / 8 < b->size)
		b->p[number / 8] &= (uint8_t) ~(1U << (number % 8));
}

bool
bits_has(const struct bits *b, uint32_t number)
{
	return number / 8 < b->size && (b->p[number / 8] >> (number % 8) & 1) != 0;
}

size_t
bits_count(const struct bits *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->size; i++)
		count += (size_t)__builtin_popcount(b->p[i]);
	return count;
}

void
bits_fit(struct bits *b)
{
	size_t size = b->size;
	void *moved;

	while (size > 0 && b->p[size - 1] == 0)
		size--;
	if (size == 0) {
		bits_wipe(b);
		return;
	}
	moved = size == b->size ? NULL : realloc(b->p, size);
	if (moved == NULL)
		return;
	b->p = moved;
	b->size = size;
}

void
discovery_fit(struct discovery *d)
{
	bits_fit(&d->wanted);
	bits_fit(&d->taken);
	bits_fit(&d->gone);
}

void
discovery_wipe(struct discovery *d)
{
	bits_wipe(&d->wanted);
	bits_wipe(&d->taken);
	bits_wipe(&d->gone);
	*d = (struct discovery){ 0 };
}

enum err
discovery_want(struct discovery *d, uint32_t symbol)
{
	return bits_put(&d->wanted, symbol);
}

enum err
discovery_take(struct discovery *d, uint32_t symbol)
{
	bits_drop(&d->wanted, symbol);
	if (bits_has(&d->taken, symbol))
		return OK;
	TRY(bits_put(&d->taken, symbol));
	d->taken_count++;
	return OK;
}

enum err
discovery_tell(struct discovery *d, uint32_t symbol, bool is_gone)
{
	if (is_gone)
		return bits_put(&d->gone, symbol);
	bits_drop(&d->gone, symbol);
	return OK;
}

enum err
discovery_see(struct discovery_seen *s, uint32_t asset)
{
	if (bits_has(&s->assets, asset))
		return OK;
	TRY(bits_put(&s->assets, asset));
	s->count++;
	return OK;
}

static bool
first_wanted(const struct discovery *d, uint32_t count, uint32_t *out)
{
	for (size_t byte = 0; byte < d->wanted.size; byte++)
		for (uint32_t i = 0; d->wanted.p[byte] >> i != 0; i++)
			if ((d->wanted.p[byte] >> i & 1) != 0) {
				*out = (uint32_t)byte * 8 + i;
				return *out < count;
			}
	return false;
}

bool
discovery_next(struct discovery *d, const struct catalogue *all, const struct discovery_seen *seen,
    uint32_t *out)
{
	const uint32_t count = (uint32_t)all->count;

	if (first_wanted(d, count, out))
		return true;
	if (d->seen_count != seen->count) /* a new asset may make an earlier one a candidate */
		d->at = 0;
	d->seen_count = seen->count;
	for (; d->at < count; d->at++) {
		if (bits_has(&d->taken, d->at) || !bits_has(&seen->assets, all->rows[d->at].base))
			continue;
		*out = d->at;
		return true;
	}
	return false;
}

bool
discovery_sweep(struct discovery *d, const struct catalogue *all, uint32_t *out)
{
	while (d->sweep_at < all->count && bits_has(&d->taken, d->sweep_at))
		d->sweep_at++;
	*out = d->sweep_at;
	return d->sweep_at < all->count;
}
