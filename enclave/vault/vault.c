/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/vault/vault.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

/* Pages of their own between two guard pages. */
struct pages {
	uint8_t *mapped, *inside;
	size_t mapped_size, inside_size;
};

/*
 * A credential as its three texts, each with its NUL, one after the other: so a usual one takes a
 * tenth of the struct.  A long one, with an RSA key, has pages of its own.
 */
struct slot {
	uint64_t handle; /* 0: free */
	size_t next_free;
	struct pages *apart; /* NULL: packed */
	char packed[VAULT_SLOT_SIZE - 3 * sizeof(void *)];
};

struct vault {
	struct pages pages, lent_pages;
	struct slot *slots;
	struct credential *lent;          /* what was borrowed last */
	size_t count_max, count, touched; /* slots at `touched` and above were never used */
	size_t first_free;                /* index + 1; 0: none */
	uint64_t generation;
};

static enum err
pages_map(struct pages *p, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *mapped;

	p->inside_size = (size + page - 1) / page * page;
	p->mapped_size = p->inside_size + 2 * page;
	mapped = mmap(
	    NULL, p->mapped_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ENSURE(mapped != MAP_FAILED, ERR_NOMEM);
	p->mapped = mapped;
	p->inside = p->mapped + page;
	ENSURE(mprotect(p->inside, p->inside_size, PROT_READ | PROT_WRITE) == 0, ERR_NOMEM);
	/* Best effort: inside an enclave these are no-ops, outside the limits may refuse. */
	(void)madvise(p->inside, p->inside_size, MADV_DONTDUMP);
	(void)mlock2(p->inside, p->inside_size, MLOCK_ONFAULT);
	return OK;
}

/* Wipe the first `used` bytes, all that was ever written, and give the pages back. */
static void
pages_unmap(struct pages *p, size_t used)
{
	if (p->inside != NULL)
		bytes_wipe(p->inside, used);
	if (p->mapped != NULL)
		(void)munmap(p->mapped, p->mapped_size);
	*p = (struct pages){ 0 };
}

/* ---- long credentials ---- */

static void
apart_free(struct pages *p)
{
	if (p == NULL)
		return;
	pages_unmap(p, p->inside != NULL ? sizeof(struct credential) : 0);
	free(p);
}

static enum err
apart_new(const struct credential *c, struct pages **out)
{
	struct pages *p = calloc(1, sizeof(*p));
	enum err e;

	ENSURE(p != NULL, ERR_NOMEM);
	e = pages_map(p, sizeof(*c));
	if (e != OK) {
		apart_free(p);
		return e;
	}
	memcpy(p->inside, c, sizeof(*c));
	*out = p;
	return OK;
}

/* ---- usual ones ---- */

/* The three texts; false when they do not fit. */
static bool
slot_pack(struct slot *slot, const struct credential *c)
{
	const char *const texts[] = { c->api_key, c->secret, c->passphrase };
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		const size_t size = strlen(texts[i]) + 1;

		if (size > sizeof(slot->packed) - at) {
			bytes_wipe(slot->packed, sizeof(slot->packed));
			return false;
		}
		memcpy(slot->packed + at, texts[i], size);
		at += size;
	}
	return true;
}

static void
slot_unpack(const struct slot *slot, struct credential *out)
{
	const struct {
		char *text;
		size_t room;
	} texts[] = { { out->api_key, sizeof(out->api_key) }, { out->secret, sizeof(out->secret) },
		{ out->passphrase, sizeof(out->passphrase) } };
	const char *at = slot->packed;

	for (size_t i = 0; i < 3; i++) {
		const size_t size = strlen(at) + 1;

		assert(size <= texts[i].room);
		memcpy(texts[i].text, at, size);
		at += size;
	}
}

enum err
vault_new(size_t count_max, struct vault **out)
{
	struct vault *v;
	enum err e;

	ENSURE(count_max > 0 && count_max <= VAULT_COUNT_MAX, ERR_LIMIT);
	v = calloc(1, sizeof(*v));
	ENSURE(v != NULL, ERR_NOMEM);
	v->count_max = count_max;
	e = pages_map(&v->pages, count_max * sizeof(struct slot));
	if (e == OK)
		e = pages_map(&v->lent_pages, sizeof(struct credential));
	if (e != OK) {
		vault_free(v);
		return e;
	}
	v->slots = (struct slot *)(void *)v->pages.inside;
	v->lent = (struct credential *)(void *)v->lent_pages.inside;
	*out = v;
	return OK;
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->touched; i++)
		apart_free(v->slots[i].apart);
	pages_unmap(&v->pages, v->touched * sizeof(struct slot));
	pages_unmap(&v->lent_pages, sizeof(struct credential));
	free(v);
}

/* A handle carries its slot's index in the low bits, so that looking it up is one step. */
static struct slot *
slot_of(const struct vault *v, vault_handle h)
{
	const size_t at = h & (UINT32_MAX);

	if (h == 0 || at >= v->touched || v->slots[at].handle != h)
		return NULL;
	return &v->slots[at];
}

enum err
vault_put(struct vault *v, const struct credential *c, vault_handle *out)
{
	struct slot *slot;
	size_t at;

	ENSURE(v->count < v->count_max, ERR_LIMIT);
	at = v->first_free != 0 ? v->first_free - 1 : v->touched;
	slot = &v->slots[at];
	if (!slot_pack(slot, c))
		TRY(apart_new(c, &slot->apart));
	if (v->first_free != 0)
		v->first_free = slot->next_free;
	else
		v->touched++;
	v->generation++;
	slot->handle = v->generation << 32 | at;
	v->count++;
	*out = slot->handle;
	return OK;
}

const struct credential *
vault_borrow(const struct vault *v, vault_handle h)
{
	const struct slot *slot = slot_of(v, h);

	credential_wipe(v->lent);
	if (slot == NULL)
		return NULL;
	if (slot->apart != NULL)
		return (const struct credential *)(const void *)slot->apart->inside;
	slot_unpack(slot, v->lent);
	return v->lent;
}

void
vault_drop(struct vault *v, vault_handle *h)
{
	struct slot *slot = slot_of(v, *h);

	*h = 0;
	credential_wipe(v->lent);
	if (slot == NULL)
		return;
	apart_free(slot->apart);
	slot->apart = NULL;
	bytes_wipe(slot->packed, sizeof(slot->packed));
	slot->handle = 0;
	slot->next_free = v->first_free;
	v->first_free = (size_t)(slot - v->slots) + 1;
	v->count--;
}

size_t
vault_count(const struct vault *v)
{
	return v->count;
}
