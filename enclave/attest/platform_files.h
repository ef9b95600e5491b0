/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform_files.h - the few things a platform's attestation asks of the operating system.
 *
 * Gramine and the kernel's configfs-tsm speak through small files that do work when they are read
 * or written, refuse with an errno, or take their time.  A table of functions stands between, so
 * that tests can be the platform; no setting of a program reaches it.
 *
 * Room:      enclave/attest.  Calls: lib/base, the operating system.
 * Promises:  `why` names the file and the system's own words for what went wrong.
 * Never:     a retry: what may be asked again is ERR_BUSY, and the caller's business.
 */
#ifndef ATTEST_PLATFORM_FILES_H
#define ATTEST_PLATFORM_FILES_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

enum { PLATFORM_PATH_SIZE = 256 };

/*
 * All but wait_ms: ERR_BUSY (EBUSY, EAGAIN, EINTR), ERR_ABSENT (ENOENT), ERR_CONFLICT (EEXIST),
 * ERR_LIMIT (EFBIG, or more bytes than `out` takes), ERR_IO for everything else.
 */
struct platform_files {
	void *self;
	/* Append all of the file to `out`; what was appended before an error means nothing. */
	enum err (*read)(void *self, const char *path, struct buf *out, struct why *why);
	/* Write it with one write(2): a platform's file takes its value whole. */
	enum err (*write)(void *self, const char *path, struct span bytes, struct why *why);
	enum err (*make_dir)(void *self, const char *path, struct why *why);
	enum err (*remove_dir)(void *self, const char *path, struct why *why);
	void (*wait_ms)(void *self, int64_t ms); /* only ever called where a thread may wait */
};

/* The real ones. */
extern const struct platform_files platform_files_system;

/* `root`/`name` into `out`.  ERR_LIMIT with `why` when it does not fit. */
enum err platform_path(
    const char *root, const char *name, char out[PLATFORM_PATH_SIZE], struct why *why);

/*
 * The text in `root`/`name`, without the line's end.  Errors as read(); ERR_INPUT when it holds a
 * NUL; ERR_LIMIT when it has `room` bytes or more.
 */
enum err platform_text(const struct platform_files *files, const char *root, const char *name,
    char *out, size_t room, struct why *why);

#endif
