/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral_files.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"

static const struct {
	const char *name;
	size_t size_max;
} table[COLLATERAL_FILE_COUNT] = {
#define X(name, file, size) [name] = { file, size },
	COLLATERAL_FILE_TABLE(X)
#undef X
};

const char *
collateral_file_name(enum collateral_file f)
{
	return table[f].name;
}

size_t
collateral_file_size_max(enum collateral_file f)
{
	return table[f].size_max;
}

/* What Intel's service answers: the signed bytes as they stand, and the signature as hex. */
struct answer {
	struct span signed_text, signature;
};

static const struct json_field tcb_info_fields[] = {
	JSON_FIELD_(struct answer, signed_text, "tcbInfo", JSON_T_RAW, JSON_REQUIRED, 0, NULL),
	JSON_FIELD_SPAN(struct answer, signature, JSON_REQUIRED),
};
static const struct json_field qe_identity_fields[] = {
	JSON_FIELD_(
	    struct answer, signed_text, "enclaveIdentity", JSON_T_RAW, JSON_REQUIRED, 0, NULL),
	JSON_FIELD_SPAN(struct answer, signature, JSON_REQUIRED),
};
static const struct json_shape tcb_info_shape = JSON_SHAPE(tcb_info_fields, JSON_UNKNOWN_REFUSED);
static const struct json_shape qe_identity_shape =
    JSON_SHAPE(qe_identity_fields, JSON_UNKNOWN_REFUSED);

/* Append the signature's bytes to the store, which has room for them. */
static enum err
answer_read(struct span json, const struct json_shape *shape, struct buf *store, struct span *text,
    struct span *signature, struct why *why)
{
	struct answer a = { { NULL, 0 }, { NULL, 0 } };

	if (json.size == 0)
		return OK;
	TRY(json_parse_shape(json, shape, &a, why));
	if (text_hex_parse(a.signature, store->p + store->size, SIGNATURE_SIZE) != OK)
		return why_set(why, ERR_INPUT, "signature: expected %d hexadecimal digits",
		    2 * SIGNATURE_SIZE);
	*text = a.signed_text;
	*signature = (struct span){ store->p + store->size, SIGNATURE_SIZE };
	store->size += SIGNATURE_SIZE;
	return OK;
}

/* The file's name before what is wrong in it. */
static enum err
blame(enum err e, enum collateral_file f, struct why *why)
{
	if (e != OK) {
		(void)why_set(why, e, "%s", err_words(e));
		why_prefix(why, table[f].name);
	}
	return e;
}

static enum err
sizes_check(const struct span files[COLLATERAL_FILE_COUNT], struct why *why)
{
	size_t count = 0;

	for (size_t i = 0; i < COLLATERAL_FILE_COUNT; i++) {
		if (files[i].size > table[i].size_max)
			return why_set(why, ERR_LIMIT, "%s: larger than %zu bytes", table[i].name,
			    table[i].size_max);
		count += files[i].size > 0;
	}
	if (count == 0)
		return why_set(why, ERR_ABSENT,
		    "there is no collateral: neither %s nor any of the files it stands for",
		    table[COLLATERAL_FILE_ALL].name);
	if (files[COLLATERAL_FILE_ALL].size > 0 && count > 1)
		return why_set(why, ERR_INPUT,
		    "%s: stands for all other files, and some are there, too; keep one kind",
		    table[COLLATERAL_FILE_ALL].name);
	return OK;
}

enum err
collateral_files_parse(const struct span files[COLLATERAL_FILE_COUNT], struct buf *store,
    struct collateral *out, struct why *why)
{
	uint8_t *room;

	*out = (struct collateral){ .root_crl = { NULL, 0 } };
	TRY(sizes_check(files, why));
	if (files[COLLATERAL_FILE_ALL].size > 0)
		return blame(collateral_parse(files[COLLATERAL_FILE_ALL], store, out, why),
		    COLLATERAL_FILE_ALL, why);
	TRY(buf_reserve(store, 2 * SIGNATURE_SIZE, &room)); /* once: the views must not move */
	TRY(blame(answer_read(files[COLLATERAL_FILE_TCB_INFO], &tcb_info_shape, store,
		      &out->tcb_info, &out->tcb_signature, why),
	    COLLATERAL_FILE_TCB_INFO, why));
	TRY(blame(answer_read(files[COLLATERAL_FILE_QE_IDENTITY], &qe_identity_shape, store,
		      &out->qe_identity, &out->qe_signature, why),
	    COLLATERAL_FILE_QE_IDENTITY, why));
	out->root_crl = files[COLLATERAL_FILE_ROOT_CRL];
	out->pck_crl = files[COLLATERAL_FILE_PCK_CRL];
	out->tcb_chain = files[COLLATERAL_FILE_TCB_CHAIN];
	out->qe_chain = files[COLLATERAL_FILE_QE_CHAIN];
	out->vek = files[COLLATERAL_FILE_VEK];
	out->ask = files[COLLATERAL_FILE_ASK];
	out->ark = files[COLLATERAL_FILE_ARK];
	return OK;
}
