/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/vault/vault.h"

#include <sys/mman.h>
#include <unistd.h>

struct slot {
	uint64_t handle; /* 0: free */
	size_t next_free;
	struct credential credential;
};

struct vault {
	uint8_t *pages; /* guard page, slots, guard page */
	size_t mapped_size, slots_size;
	struct slot *slots;
	size_t count_max, count, touched; /* slots at `touched` and above were never used */
	size_t first_free;                /* index + 1; 0: none */
	uint64_t generation;
};

static enum err
pages_map(struct vault *v)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *pages;

	v->slots_size = (v->count_max * sizeof(struct slot) + page - 1) / page * page;
	v->mapped_size = v->slots_size + 2 * page;
	pages = mmap(
	    NULL, v->mapped_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ENSURE(pages != MAP_FAILED, ERR_NOMEM);
	v->pages = pages;
	ENSURE(mprotect(v->pages + page, v->slots_size, PROT_READ | PROT_WRITE) == 0, ERR_NOMEM);
	/* Best effort: inside an enclave these are no-ops, outside the limits may refuse. */
	(void)madvise(v->pages + page, v->slots_size, MADV_DONTDUMP);
	(void)mlock2(v->pages + page, v->slots_size, MLOCK_ONFAULT);
	v->slots = (struct slot *)(void *)(v->pages + page);
	return OK;
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
	e = pages_map(v);
	if (e != OK) {
		vault_free(v);
		return e;
	}
	*out = v;
	return OK;
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	if (v->slots != NULL)
		bytes_wipe(v->slots, v->touched * sizeof(struct slot));
	if (v->pages != NULL)
		(void)munmap(v->pages, v->mapped_size);
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
	size_t at;

	ENSURE(v->count < v->count_max, ERR_LIMIT);
	if (v->first_free != 0) {
		at = v->first_free - 1;
		v->first_free = v->slots[at].next_free;
	} else {
		at = v->touched++;
	}
	v->generation++;
	v->slots[at].handle = v->generation << 32 | at;
	v->slots[at].credential = *c;
	v->count++;
	*out = v->slots[at].handle;
	return OK;
}

const struct credential *
vault_borrow(const struct vault *v, vault_handle h)
{
	const struct slot *slot = slot_of(v, h);

	return slot == NULL ? NULL : &slot->credential;
}

void
vault_drop(struct vault *v, vault_handle *h)
{
	struct slot *slot = slot_of(v, *h);

	*h = 0;
	if (slot == NULL)
		return;
	credential_wipe(&slot->credential);
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
