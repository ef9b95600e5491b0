/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/platform_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/secret.h"

struct file {
	int fd;
};

static void
file_wipe(struct file *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	f->fd = -1;
}

/* What the caller should do about errno; its words go into `why`. */
static enum err
failed(const char *what, const char *path, struct why *why)
{
	const int number = errno;
	enum err e = ERR_IO;

	if (number == EBUSY || number == EAGAIN || number == EINTR)
		e = ERR_BUSY;
	else if (number == ENOENT)
		e = ERR_ABSENT;
	else if (number == EEXIST)
		e = ERR_CONFLICT;
	else if (number == EFBIG)
		e = ERR_LIMIT;
	return why_set(why, e, "cannot %s %s: %s", what, path, strerror(number));
}

static enum err
system_read(void *self, const char *path, struct buf *out, struct why *why)
{
	enum { PIECE = 4096 };
	AUTO(file) f = { open(path, O_RDONLY | O_CLOEXEC) };
	ssize_t size;

	(void)self;
	if (f.fd < 0)
		return failed("open", path, why);
	do {
		uint8_t piece[PIECE];

		size = read(f.fd, piece, sizeof(piece));
		if (size < 0)
			return failed("read", path, why);
		if (buf_append(out, (struct span){ piece, (size_t)size }) != OK)
			return why_set(why, ERR_LIMIT, "%s is too large", path);
		bytes_wipe(piece, (size_t)size); /* it may have been a key */
	} while (size > 0);
	return OK;
}

static enum err
system_write(void *self, const char *path, struct span bytes, struct why *why)
{
	AUTO(file) f = { open(path, O_WRONLY | O_CLOEXEC) };
	ssize_t size;

	(void)self;
	if (f.fd < 0)
		return failed("open", path, why);
	size = write(f.fd, bytes.p, bytes.size);
	if (size < 0)
		return failed("write", path, why);
	if ((size_t)size != bytes.size)
		return why_set(why, ERR_IO, "%s took %zd of %zu bytes", path, size, bytes.size);
	return OK;
}

static enum err
system_make_dir(void *self, const char *path, struct why *why)
{
	(void)self;
	return mkdir(path, 0700) == 0 ? OK : failed("make the directory", path, why);
}

static enum err
system_remove_dir(void *self, const char *path, struct why *why)
{
	(void)self;
	return rmdir(path) == 0 ? OK : failed("remove the directory", path, why);
}

static void
system_wait_ms(void *self, int64_t ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)self;
	(void)nanosleep(&t, NULL);
}

const struct platform_files platform_files_system = {
	.read = system_read,
	.write = system_write,
	.make_dir = system_make_dir,
	.remove_dir = system_remove_dir,
	.wait_ms = system_wait_ms,
};

enum err
platform_path(const char *root, const char *name, char out[PLATFORM_PATH_SIZE], struct why *why)
{
	const int size = snprintf(out, PLATFORM_PATH_SIZE, "%s/%s", root, name);

	if (size < 0 || size >= PLATFORM_PATH_SIZE)
		return why_set(why, ERR_LIMIT, "the path of %s is too long", name);
	return OK;
}

enum err
platform_text(const struct platform_files *files, const char *root, const char *name, char *out,
    size_t room, struct why *why)
{
	AUTO(buf) bytes = buf_new(room);
	char path[PLATFORM_PATH_SIZE];
	struct span text;

	TRY(platform_path(root, name, path, why));
	TRY(files->read(files->self, path, &bytes, why));
	text = buf_span(&bytes);
	while (text.size > 0 && (text.p[text.size - 1] == '\n' || text.p[text.size - 1] == '\0'))
		text.size--; /* the kernel ends with a line feed, some files with a NUL */
	if (span_to_text(text, out, room) == OK)
		return OK;
	return why_set(
	    why, text.size < room ? ERR_INPUT : ERR_LIMIT, "%s is not a short text", path);
}
