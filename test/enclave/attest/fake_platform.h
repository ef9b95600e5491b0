/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_platform.h - the files of Gramine's /dev/attestation and of configfs-tsm, as they react,
 * and every way in which they may go wrong.  Time passes when the provider waits.
 */
#ifndef TEST_ENCLAVE_ATTEST_FAKE_PLATFORM_H
#define TEST_ENCLAVE_ATTEST_FAKE_PLATFORM_H

#include <pthread.h>

#include "enclave/attest/attest.h"
#include "enclave/attest/platform_files.h"

enum fake_kind { FAKE_GRAMINE, FAKE_TDX, FAKE_SNP };

/* Set it before it is used; what the provider did may be read when its answer is there. */
struct fake_platform {
	struct platform_files files;
	enum fake_kind kind;
	/* wrong ways */
	const char *fails_at; /* the end of a path, or NULL */
	enum err fails_with;
	unsigned fail_count;  /* 0: for ever */
	const char *hangs_at; /* read() of it returns after fake_platform_release() */
	const char *type;     /* attestation_type, or provider; NULL: what is right */
	struct span key, extra;
	uint8_t measurement_byte;
	uint16_t version;  /* of the quote; 0: the right one */
	size_t cut;        /* so many bytes less */
	uint64_t meddled;  /* writes of somebody else, after ours */
	int64_t late_ms;   /* the generation moves only then */
	const char *floor; /* privlevel_floor; NULL: no such file */
	bool is_stale, is_debug;
	/* what happened */
	uint8_t report_data[ATTEST_REPORT_DATA_SIZE];
	char privilege[8];
	uint64_t generation;
	int64_t waited_ms, moves_at_ms;
	size_t wait_count, made_count, removed_count, quote_count;
	/* hanging */
	pthread_mutex_t lock;
	pthread_cond_t released, entered;
	bool is_hanging, is_released;
};

void fake_platform_init(struct fake_platform *f, enum fake_kind kind);
void fake_platform_wipe(struct fake_platform *f);

/* Wait until the provider's thread hangs; let it go on. */
void fake_platform_await(struct fake_platform *f);
void fake_platform_release(struct fake_platform *f);

/* An SGX quote v3, TDX v4 or v5, or an SEV-SNP report, as far as its layout goes. */
void fake_quote_write(
    const struct fake_platform *f, const uint8_t report_data[64], struct buf *out);

#endif
