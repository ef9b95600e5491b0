/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(routes_are_found_by_path_and_method)
{
	CHECK(venue_route_find(S("GET"), S("/api/v3/time")) != NULL);
	CHECK(venue_route_find(S("POST"), S("/api/v3/time")) == NULL);
	CHECK(venue_route_find(S("GET"), S("/api/v3/time/")) == NULL);
	CHECK(venue_route_find(S("GET"), S("")) == NULL);
}
