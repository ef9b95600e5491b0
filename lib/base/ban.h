/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ban.h - forced into every file with -include; these words do not compile.
 *
 * Each banned word has an answer in the house: copying and printing text go through buf
 * (base/bytes.h), numbers are read strictly (base/text.h), random bytes come from crypto/random.h,
 * time from base/clock.h.
 */
#ifndef BASE_BAN_H
#define BASE_BAN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atof rand srand gmtime localtime system

#endif
