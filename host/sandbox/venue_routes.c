/* SPDX-License-Identifier: Apache-2.0 */
/* Every call on one screen. */
#include "host/sandbox/venue_fills.h"
#include "host/sandbox/venue_list.h"

#define SIGNATURE "timestamp,recvWindow,signature"
#define API(weight_) .budget = WEIGHT_API, .weight = (weight_)
#define SAPI(weight_) .budget = WEIGHT_SAPI, .weight = (weight_)
#define FAPI(weight_) .budget = WEIGHT_FAPI, .weight = (weight_), .product = PRODUCT_LINEAR
#define DAPI(weight_) .budget = WEIGHT_DAPI, .weight = (weight_), .product = PRODUCT_INVERSE
#define PUBLIC(names_, handle_) .security = VENUE_PUBLIC, .names = (names_), .handle = (handle_)
#define KEYED(handle_) .security = VENUE_WITH_KEY, .handle = (handle_)
#define SIGNED(handle_) .security = VENUE_SIGNED, .handle = (handle_)
#define LIST(rule) .security = VENUE_SIGNED, .handle = venue_list, .list = &(rule)
#define FILLS(rule) .security = VENUE_SIGNED, .handle = venue_fills, .fills = &(rule)

static const struct venue_route routes[] = {
	{ "/api/v3/ping", API(1), PUBLIC("", venue_ping) },
	{ "/api/v3/time", API(1), PUBLIC("", venue_time) },
	{ "/api/v3/exchangeInfo", API(20),
	    PUBLIC("symbol,symbols,permissions,showPermissionSets,symbolStatus",
		venue_exchange_info) },
	{ "/api/v3/klines", API(2),
	    PUBLIC("symbol,interval,startTime,endTime,limit,timeZone", venue_klines) },
	{ "/api/v3/account", API(20), SIGNED(venue_account),
	    .names = "omitZeroBalances," SIGNATURE },
	{ "/api/v3/myTrades", API(20), FILLS(venue_spot_fills),
	    .names = "symbol,orderId,startTime,endTime,fromId,limit," SIGNATURE },

	{ "/sapi/v1/account/apiRestrictions", SAPI(1), SIGNED(venue_api_restrictions) },
	{ "/sapi/v1/capital/config/getall", SAPI(10), SIGNED(venue_empty_list) },
	{ "/sapi/v1/capital/deposit/hisrec", SAPI(1), LIST(venue_deposits) },
	{ "/sapi/v1/capital/withdraw/history", SAPI(1), LIST(venue_withdrawals),
	    .uid_weight = 18000 },
	{ "/sapi/v1/fiat/orders", SAPI(0), LIST(venue_fiat_orders), .uid_weight = 45000 },
	{ "/sapi/v1/fiat/payments", SAPI(1), LIST(venue_fiat_payments) },
	{ "/sapi/v1/asset/transfer", SAPI(1), LIST(venue_transfers) },
	{ "/sapi/v1/asset/dribblet", SAPI(1), LIST(venue_dust) },
	{ "/sapi/v1/convert/tradeFlow", SAPI(0), LIST(venue_convert), .uid_weight = 3000 },
	{ "/sapi/v1/asset/convert-transfer/queryByPage", SAPI(0), LIST(venue_busd),
	    .uid_weight = 5 },
	{ "/sapi/v1/asset/assetDividend", SAPI(10), LIST(venue_dividends) },

	{ "/sapi/v1/margin/allPairs", SAPI(1), KEYED(venue_empty_list) },
	{ "/sapi/v1/margin/isolated/allPairs", SAPI(10), KEYED(venue_empty_list) },
	{ "/sapi/v1/margin/myTrades", SAPI(10), FILLS(venue_margin_fills) },

	{ "/fapi/v1/exchangeInfo", .budget = WEIGHT_FREE, PUBLIC(NULL, venue_futures_info) },
	{ "/dapi/v1/exchangeInfo", .budget = WEIGHT_FREE, PUBLIC(NULL, venue_futures_info) },
};

const struct venue_route *
venue_route_find(struct span method, struct span path)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (span_is(path, routes[i].path) &&
		    span_is(method, routes[i].is_post ? "POST" : "GET"))
			return &routes[i];
	return NULL;
}
