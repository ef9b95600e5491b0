/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pki.h - certificates made for one test, in a directory of its own.
 */
#ifndef TEST_LIB_NET_PKI_H
#define TEST_LIB_NET_PKI_H

#include "test/check.h"

/* A little certificate authority, and a server certificate it signed. */
struct pki {
	char directory[64];
	char root_path[96], leaf_path[96], key_path[96];
	char other_root_path[96]; /* of the same name, with another key */
};

/* `names`: subjectAltName ("DNS:localhost,IP:127.0.0.1"); < 0: out of date for so long. */
void pki_make(struct pki *p, const char *names, long valid_s);
void pki_wipe(struct pki *p);

#endif
