/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char seed_name[] = "insecure-simulated-seed";
static const char chain_name[] = "insecure-simulated-chain.pem";
static const char root_name[] = "insecure-simulated-root.pem";

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

struct path {
	char text[PATH_MAX];
};

void
simulated_state_wipe(struct simulated_state *s)
{
	bytes_wipe(s->seed, sizeof(s->seed));
	simulated_keys_wipe(&s->keys);
	buf_wipe(&s->root_pem);
	buf_wipe(&s->chain_pem);
}

static enum err
path_of(const char *dir, const char *name, const char *more, struct path *out, struct why *why)
{
	const int size = snprintf(out->text, sizeof(out->text), "%s/%s%s", dir, name, more);

	if (size < 0 || (size_t)size >= sizeof(out->text))
		return why_set(why, ERR_INPUT, "the state directory's path is too long");
	return OK;
}

static enum err
failed(struct why *why, const char *what, const char *path)
{
	return why_set(why, ERR_IO, "cannot %s %s: %s", what, path, strerror(errno));
}

static enum err
read_all(int fd, const char *path, struct buf *out, struct why *why)
{
	enum { PIECE = 4096 };
	uint8_t *p;
	ssize_t size;

	do {
		if (buf_reserve(out, PIECE, &p) != OK)
			return why_set(why, ERR_INPUT, "%s is too large: remove it", path);
		size = read(fd, p, PIECE);
		if (size < 0)
			return failed(why, "read", path);
		out->size += (size_t)size;
	} while (size > 0);
	return OK;
}

/* ERR_ABSENT, without a word, when there is no such file. */
static enum err
load(const char *dir, const char *name, struct buf *out, struct stat *st, struct why *why)
{
	AUTO(file) f = { -1 };
	struct path path;

	TRY(path_of(dir, name, "", &path, why));
	f.fd = open(path.text, O_RDONLY | O_CLOEXEC);
	if (f.fd < 0 && errno == ENOENT)
		return ERR_ABSENT;
	if (f.fd < 0 || fstat(f.fd, st) != 0)
		return failed(why, "open", path.text);
	return read_all(f.fd, path.text, out, why);
}

static enum err
write_all(int fd, struct span bytes)
{
	while (bytes.size > 0) {
		const ssize_t size = write(fd, bytes.p, bytes.size);

		ENSURE(size > 0, ERR_IO);
		bytes = span_from(bytes, (size_t)size);
	}
	ENSURE(fsync(fd) == 0, ERR_IO);
	return OK;
}

static enum err
save(const char *dir, const char *name, struct span bytes, mode_t mode, struct why *why)
{
	AUTO(file) f = { -1 };
	struct path path, fresh;

	TRY(path_of(dir, name, "", &path, why));
	TRY(path_of(dir, name, ".new", &fresh, why));
	(void)unlink(fresh.text);
	f.fd = open(fresh.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (f.fd < 0 || write_all(f.fd, bytes) != OK || rename(fresh.text, path.text) != 0)
		return failed(why, "write", path.text);
	return OK;
}

static enum err
new_seed(const char *dir, struct simulated_state *out, struct why *why)
{
	TRY(random_bytes(out->seed, sizeof(out->seed)));
	return save(dir, seed_name, SPAN_OF(out->seed), 0600, why);
}

static enum err
check_seed(struct span seed, const struct stat *st, const char *dir, struct why *why)
{
	if (seed.size != SIMULATED_SEED_SIZE)
		return why_set(why, ERR_INPUT, "%s/%s is not %d bytes: remove it", dir, seed_name,
		    SIMULATED_SEED_SIZE);
	if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return why_set(
		    why, ERR_INPUT, "%s/%s may be read by others: chmod 600 it", dir, seed_name);
	if (span_equal(seed, SPAN_OF(simulated_published_seed)))
		return why_set(why, ERR_REFUSED,
		    "%s/%s is the seed of the published test vectors: remove it", dir, seed_name);
	return OK;
}

static enum err
load_seed(const char *dir, struct simulated_state *out, struct why *why)
{
	AUTO(buf) seed = buf_new(2 * 4096);
	struct stat st;
	const enum err e = load(dir, seed_name, &seed, &st, why);

	if (e == ERR_ABSENT)
		return new_seed(dir, out, why);
	TRY(e);
	TRY(check_seed(buf_span(&seed), &st, dir, why));
	memcpy(out->seed, seed.p, sizeof(out->seed));
	return OK;
}

static enum err
new_certificates(const char *dir, struct simulated_state *out, struct why *why)
{
	buf_clear(&out->root_pem);
	buf_clear(&out->chain_pem);
	TRY(simulated_chain_issue(&out->keys, &out->root_pem, &out->chain_pem));
	TRY(save(dir, root_name, buf_span(&out->root_pem), 0644, why));
	return save(dir, chain_name, buf_span(&out->chain_pem), 0644, why);
}

static enum err
load_certificates(const char *dir, struct simulated_state *out, struct why *why)
{
	struct stat st;
	enum err e = load(dir, root_name, &out->root_pem, &st, why);

	if (e == OK)
		e = load(dir, chain_name, &out->chain_pem, &st, why);
	return e == ERR_ABSENT ? new_certificates(dir, out, why) : e;
}

enum err
simulated_state_open(const char *dir, struct simulated_state *out, struct why *why)
{
	enum { PEM_ROOM = SIMULATED_PEM_SIZE_MAX + 4096 };

	out->root_pem = buf_new(PEM_ROOM);
	out->chain_pem = buf_new(PEM_ROOM);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return failed(why, "make the directory", dir);
	TRY(load_seed(dir, out, why));
	TRY(simulated_keys_derive(out->seed, &out->keys));
	return load_certificates(dir, out, why);
}

enum err
simulated_measure(const char *path, uint8_t out[QUOTE_MEASUREMENT_SIZE], struct why *why)
{
	AUTO(file) f = { open(path, O_RDONLY | O_CLOEXEC) };
	struct stat st;
	void *bytes;
	enum err e;

	if (f.fd < 0 || fstat(f.fd, &st) != 0)
		return failed(why, "open", path);
	if (st.st_size <= 0)
		return why_set(why, ERR_IO, "%s is empty", path);
	bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, f.fd, 0);
	if (bytes == MAP_FAILED)
		return failed(why, "read", path);
	e = sha256_of((struct span){ bytes, (size_t)st.st_size }, out);
	(void)munmap(bytes, (size_t)st.st_size);
	return e;
}
