/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/secret.h"

struct file {
	int fd; /* 0: none */
};

static void
file_wipe(struct file *f)
{
	if (f->fd > 0)
		(void)close(f->fd);
	f->fd = 0;
}

static enum err
privacy_check(const char *name, int fd, enum file_privacy privacy, struct complaint *c)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return complain(c, LEAVE_NO_INPUT, ERR_ABSENT, "%s: %s", name, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return complain(c, LEAVE_NO_INPUT, ERR_ABSENT, "%s: is a directory", name);
	if (privacy == FILE_FOR_ALL)
		return OK;
	if (st.st_uid != geteuid())
		return complain(c, LEAVE_REFUSED, ERR_REFUSED,
		    "%s: belongs to another user; make a copy of your own, mode 0600", name);
	if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
		return complain(c, LEAVE_REFUSED, ERR_REFUSED,
		    "%s: others may open it (mode %04o): chmod 600 it first", name,
		    (unsigned)(st.st_mode & 07777));
	return OK;
}

enum err
file_read_from(int fd, const char *what, struct buf *out, struct complaint *c)
{
	uint8_t chunk[512];
	enum err e = OK;
	ssize_t got;

	while (e == OK && (got = read(fd, chunk, sizeof(chunk))) != 0)
		e = got < 0 ? ERR_IO : buf_append(out, (struct span){ chunk, (size_t)got });
	bytes_wipe(chunk, sizeof(chunk));
	if (e == ERR_IO)
		return complain(c, LEAVE_NO_INPUT, ERR_ABSENT, "%s: %s", what, strerror(errno));
	if (e != OK)
		return complain(c, e == ERR_LIMIT ? LEAVE_DATA : LEAVE_BUG, e,
		    "%s: larger than %zu bytes", what, out->max);
	return OK;
}

enum err
file_read(const char *what, const char *path, enum file_privacy privacy, struct buf *out,
    struct complaint *c)
{
	AUTO(file) f = { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) };
	char name[FILE_PATH_SIZE + 64];

	(void)snprintf(name, sizeof(name), "%s %s", what, path);
	if (f.fd < 0)
		return complain(c, LEAVE_NO_INPUT, ERR_ABSENT, "%s: %s", name, strerror(errno));
	TRY(privacy_check(name, f.fd, privacy, c));
	return file_read_from(f.fd, name, out, c);
}

enum err
file_make_directories(const char *path, struct complaint *c)
{
	char part[FILE_PATH_SIZE + 3] = ".";

	for (const char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		(void)snprintf(part, FILE_PATH_SIZE, "%.*s", (int)(at - path), path);
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return complain(
			    c, LEAVE_CANT_CREATE, ERR_IO, "%s: %s", part, strerror(errno));
	}
	/* A last "/." so that a file in its place is seen. */
	memcpy(part + strlen(part), "/.", sizeof("/."));
	if (access(part, W_OK | X_OK) != 0)
		return complain(c, LEAVE_CANT_CREATE, ERR_IO, "%s: %s", path, strerror(errno));
	return OK;
}

static bool
write_all(int fd, struct span bytes)
{
	while (bytes.size > 0) {
		const ssize_t done = write(fd, bytes.p, bytes.size);

		if (done < 0)
			return false;
		bytes = span_from(bytes, (size_t)done);
	}
	return fsync(fd) == 0;
}

enum err
file_write_private(const char *path, struct span bytes, struct complaint *c)
{
	char draft[FILE_PATH_SIZE + 16];
	bool is_done;
	int fd;

	TRY(file_make_directories(path, c));
	(void)snprintf(draft, sizeof(draft), "%s.XXXXXX", path);
	fd = mkostemp(draft, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		return complain(c, LEAVE_CANT_CREATE, ERR_IO, "%s: %s", path, strerror(errno));
	is_done = write_all(fd, bytes);
	is_done = close(fd) == 0 && is_done && rename(draft, path) == 0;
	if (is_done)
		return OK;
	(void)complain(c, LEAVE_CANT_CREATE, ERR_IO, "%s: %s", path, strerror(errno));
	(void)unlink(draft);
	return ERR_IO;
}
