/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.h - small files: read whole, written whole or not at all.
 *
 * Room:      host/cli.  Calls: lib/base.
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "host/cli/complaint.h"

enum { FILE_PATH_SIZE = 1024 };

enum file_privacy {
	FILE_FOR_ALL,
	FILE_FOR_OWNER /* refuse one that is not ours, or that others may open */
};

/*
 * Append a file's bytes to `out`, whose limit is the largest size taken.  `what` is the option or
 * the word it is known by: "--policy".
 * ERR_ABSENT (LEAVE_NO_INPUT) missing or unreadable, ERR_REFUSED (LEAVE_REFUSED) not private
 * enough, ERR_LIMIT (LEAVE_DATA) too large, ERR_NOMEM; each with a complaint.
 */
enum err file_read(const char *what, const char *path, enum file_privacy privacy, struct buf *out,
    struct complaint *c);

/* The same from an open descriptor, with no look at whose it is; `what` names it. */
enum err file_read_from(int fd, const char *what, struct buf *out, struct complaint *c);

/*
 * Make the directories above `path` (mode 0700), and see that files can be made there.
 * ERR_IO (LEAVE_CANT_CREATE) with a complaint.
 */
enum err file_make_directories(const char *path, struct complaint *c);

/*
 * Write a file of mode 0600 under another name and rename it.  ERR_IO (LEAVE_CANT_CREATE) with a
 * complaint; then what was there before is there still.
 */
enum err file_write_private(const char *path, struct span bytes, struct complaint *c);

#endif
