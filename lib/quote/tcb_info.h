/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcb_info.h - Intel's TCB info of one platform family (PCS API version 4, "Get TCB Info"): which
 * security versions are how up to date.
 *
 * Version 3 for SGX and TDX; version 2 (SGX, before 2022) only for evidence that was archived with
 * it: no policy of today takes its evaluation number.
 *
 * Room:      lib/quote, private to it.  Calls: lib/json.
 */
#ifndef QUOTE_TCB_INFO_H
#define QUOTE_TCB_INFO_H

#include "lib/quote/quote.h"
#include "lib/quote/tcb_level.h"
#include "lib/quote/validity.h"

enum { TCB_COMPONENT_COUNT = 16 };

/* Views into the JSON, or copies of it. */
struct tcb_info {
	bool is_known_version; /* 2 or 3: else nothing below means anything but the dates */
	enum quote_tee tee;
	struct period valid;
	uint8_t fmspc[QUOTE_FMSPC_SIZE], pceid[QUOTE_PCEID_SIZE];
	uint32_t evaluation_number;
	struct span levels;                    /* JSON arrays; read by the functions below */
	struct span module, module_identities; /* TDX: an object and an array */
};

/*
 * Read all of it but the levels.
 * ERR_INPUT with `why` when it is no TCB info; another version is not an error.
 */
enum err tcb_info_parse(struct span text, struct tcb_info *out, struct why *why);

/* The security versions of a platform, and of the TDX module when it runs trust domains. */
struct tcb_platform {
	const uint8_t *components; /* TCB_COMPONENT_COUNT, of the PCK certificate */
	uint16_t pcesvn;
	const uint8_t *tee_tcb_svn; /* 16, or NULL for SGX */
};

/*
 * The first level whose numbers are all at or below the platform's; all levels are read, and must
 * go down strictly.  ERR_INPUT when they do not, ERR_ABSENT when the platform is below all.
 */
enum err tcb_info_match(
    const struct tcb_info *info, const struct tcb_platform *platform, struct tcb_standing *out);

/* A TDX module: whose it is, and how up to date. */
struct tcb_module {
	uint8_t mrsigner[QUOTE_TD_REGISTER_SIZE], attributes[8];
	bool has_standing; /* not version 0: that is in the platform's levels */
	struct tcb_standing standing;
};

/*
 * The module of version tee_tcb_svn[1], and where its tee_tcb_svn[0] stands.
 * ERR_INPUT when it is malformed; ERR_CONFLICT when there is no such module; ERR_ABSENT when its
 * SVN is below all levels.
 */
enum err tcb_info_module(
    const struct tcb_info *info, const uint8_t tee_tcb_svn[16], struct tcb_module *out);

#endif
