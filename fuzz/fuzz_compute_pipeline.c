/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is either refused with a sentence or computed; what is computed is JSON, twice the same.
 */
#include "fuzz/compute.h"

FUZZ(compute_pipeline, data, size)
{
	fuzz_compute(compute_pipeline, data, size);
}
