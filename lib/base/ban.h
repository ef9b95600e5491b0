/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ban.h - forced into every file with -include; these words do not compile.
 *
 * Each banned word has an answer in the house: copying and printing text go through buf
 * (base/bytes.h), numbers are read strictly (base/text.h), random bytes come from random_bytes of
 * lib/crypto, time from base/clock.h.
 */
#ifndef BASE_BAN_H
#define BASE_BAN_H

/* Not poisoned below, for a parameter of libcrypto's headers has this name; first declared here,
 * because clang wants the attribute on the first declaration. */
int rand(void) __attribute__((error("use random_bytes of lib/crypto")));

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atof srand gmtime localtime system

#endif
