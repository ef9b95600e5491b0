/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/pck_extension.h"

#include "lib/quote/der.h"

/* 1.2.840.113741.1.13.1; each entry's OID is this and one or two more bytes. */
static const uint8_t oid_sgx[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 };

enum { PPID = 1, TCB, PCEID, FMSPC, SGX_TYPE, PLATFORM_INSTANCE, CONFIGURATION };
enum { TCB_PCESVN = 17, TCB_CPUSVN = 18 };
enum { CONFIGURATION_DYNAMIC = 1, CONFIGURATION_CACHED_KEYS, CONFIGURATION_SMT };

enum {
	SEEN_PROCESSOR = 0x3e,   /* entries 1..5 */
	SEEN_PLATFORM = 0xfe,    /* and 6, 7 */
	SEEN_TCB = 0x7fffe,      /* 1..18 */
	SEEN_CONFIGURATION = 0xe /* 1..3 */
};

/*
 * Enter SEQUENCE { OID, value }: `*number` is the OID's last byte, the bytes before are the SGX
 * OID and then `parent` (0: none).  `*seen` collects the numbers; one seen before is refused.
 */
static enum err
entry(struct reader *r, uint8_t parent, uint32_t *seen, struct reader *inside, uint8_t *number)
{
	const size_t size = sizeof(oid_sgx) + (parent == 0 ? 1 : 2);
	struct span oid;

	TRY(der_enter(r, DER_SEQUENCE, inside));
	TRY(der_take(inside, DER_OID, &oid));
	ENSURE(oid.size == size, ERR_INPUT);
	ENSURE(memcmp(oid.p, oid_sgx, sizeof(oid_sgx)) == 0, ERR_INPUT);
	ENSURE(parent == 0 || oid.p[sizeof(oid_sgx)] == parent, ERR_INPUT);
	*number = oid.p[size - 1];
	ENSURE(*number >= 1 && *number <= TCB_CPUSVN, ERR_INPUT);
	ENSURE((*seen & 1u << *number) == 0, ERR_INPUT);
	*seen |= 1u << *number;
	return OK;
}

static enum err
tcb_entry(struct reader *r, uint32_t *seen, struct pck_extension *out)
{
	struct reader inside;
	uint8_t number;
	uint32_t v;

	TRY(entry(r, TCB, seen, &inside, &number));
	if (number == TCB_CPUSVN) {
		TRY(der_octets(&inside, out->cpusvn, sizeof(out->cpusvn)));
	} else if (number == TCB_PCESVN) {
		TRY(der_number(&inside, DER_INTEGER, UINT16_MAX, &v));
		out->pcesvn = (uint16_t)v;
	} else {
		TRY(der_number(&inside, DER_INTEGER, UINT8_MAX, &v));
		out->component_svn[number - 1] = (uint8_t)v;
	}
	return reader_end(&inside);
}

static enum err
tcb(struct reader *r, struct pck_extension *out)
{
	struct reader list;
	uint32_t seen = 0;

	TRY(der_enter(r, DER_SEQUENCE, &list));
	while (list.rest.size > 0)
		TRY(tcb_entry(&list, &seen, out));
	ENSURE(seen == SEEN_TCB, ERR_INPUT);
	return OK;
}

static enum err
configuration_entry(struct reader *r, uint32_t *seen, struct pck_extension *out)
{
	struct reader inside;
	uint8_t number;
	bool v;

	TRY(entry(r, CONFIGURATION, seen, &inside, &number));
	TRY(der_boolean(&inside, &v));
	if (number == CONFIGURATION_DYNAMIC)
		out->is_dynamic_platform = v;
	else if (number == CONFIGURATION_CACHED_KEYS)
		out->has_cached_keys = v;
	else if (number == CONFIGURATION_SMT)
		out->has_smt = v;
	return reader_end(&inside);
}

static enum err
configuration(struct reader *r, struct pck_extension *out)
{
	struct reader list;
	uint32_t seen = 0;

	TRY(der_enter(r, DER_SEQUENCE, &list));
	while (list.rest.size > 0)
		TRY(configuration_entry(&list, &seen, out));
	ENSURE(seen == SEEN_CONFIGURATION, ERR_INPUT);
	return OK;
}

static enum err
sgx_type(struct reader *r, struct pck_extension *out)
{
	uint32_t v;

	TRY(der_number(r, DER_ENUMERATED, PCK_TYPE_COUNT - 1, &v));
	out->sgx_type = (enum pck_sgx_type)v;
	return OK;
}

static enum err
value_of(uint8_t number, struct reader *r, struct pck_extension *out)
{
	switch (number) {
	case PPID:
		return der_octets(r, out->ppid, sizeof(out->ppid));
	case TCB:
		return tcb(r, out);
	case PCEID:
		return der_octets(r, out->pceid, sizeof(out->pceid));
	case FMSPC:
		return der_octets(r, out->fmspc, sizeof(out->fmspc));
	case SGX_TYPE:
		return sgx_type(r, out);
	case PLATFORM_INSTANCE:
		return der_octets(r, out->platform_instance_id, sizeof(out->platform_instance_id));
	case CONFIGURATION:
		return configuration(r, out);
	default:
		return ERR_INPUT;
	}
}

enum err
pck_extension_parse(struct span value, struct pck_extension *out)
{
	struct reader all = reader_over(value), list, inside;
	uint32_t seen = 0;
	uint8_t number;

	*out = (struct pck_extension){ 0 };
	TRY(der_enter(&all, DER_SEQUENCE, &list));
	TRY(reader_end(&all));
	while (list.rest.size > 0) {
		TRY(entry(&list, 0, &seen, &inside, &number));
		TRY(value_of(number, &inside, out));
		TRY(reader_end(&inside));
	}
	ENSURE(seen == SEEN_PROCESSOR || seen == SEEN_PLATFORM, ERR_INPUT);
	out->has_platform = seen == SEEN_PLATFORM;
	return OK;
}
