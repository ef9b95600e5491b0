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

	{ "/api/v3/account/commission", API(20), SIGNED(venue_commission) },

	{ "/sapi/v1/account/apiRestrictions", SAPI(1), SIGNED(venue_api_restrictions) },
	{ "/sapi/v1/capital/config/getall", SAPI(10), SIGNED(venue_coins) },
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
	{ "/sapi/v1/asset/get-funding-asset", SAPI(1), SIGNED(venue_funding_assets),
	    .is_post = true },
	{ "/sapi/v1/asset/tradeFee", SAPI(1), SIGNED(venue_trade_fee) },
	{ "/sapi/v1/accountSnapshot", SAPI(2400), SIGNED(venue_snapshot) },
	{ "/sapi/v1/system/status", SAPI(1), PUBLIC(NULL, venue_system_status) },
	{ "/sapi/v1/asset/assetDividend", SAPI(10), LIST(venue_dividends) },

	{ "/sapi/v1/margin/allPairs", SAPI(1), KEYED(venue_margin_pairs) },
	{ "/sapi/v1/margin/isolated/allPairs", SAPI(10), KEYED(venue_margin_pairs) },
	{ "/sapi/v1/margin/myTrades", SAPI(10), FILLS(venue_margin_fills) },

	{ "/sapi/v1/margin/account", SAPI(10), SIGNED(venue_margin_account) },
	{ "/sapi/v1/margin/isolated/account", SAPI(10), SIGNED(venue_isolated_account) },
	{ "/sapi/v1/margin/interestHistory", SAPI(1), LIST(venue_interest) },
	{ "/sapi/v1/margin/borrow-repay", SAPI(10), LIST(venue_loans) },
	{ "/sapi/v1/margin/forceLiquidationRec", SAPI(1), LIST(venue_margin_forced) },
	{ "/sapi/v1/margin/capital-flow", SAPI(100), LIST(venue_capital_flow) },

	{ "/fapi/v1/ping", FAPI(1), PUBLIC(NULL, venue_ping) },
	{ "/fapi/v1/time", FAPI(1), PUBLIC(NULL, venue_time) },
	{ "/fapi/v1/exchangeInfo", FAPI(1), PUBLIC(NULL, venue_futures_info) },
	{ "/fapi/v1/klines", FAPI(5), PUBLIC(NULL, venue_klines) },
	{ "/fapi/v1/userTrades", FAPI(5), FILLS(venue_linear_fills) },
	{ "/fapi/v1/income", FAPI(30), LIST(venue_linear_income) },
	{ "/fapi/v1/forceOrders", FAPI(50), LIST(venue_linear_forced) },
	{ "/fapi/v1/commissionRate", FAPI(20), SIGNED(venue_commission_rate) },
	{ "/fapi/v1/positionSide/dual", FAPI(30), SIGNED(venue_position_mode) },
	{ "/fapi/v1/leverageBracket", FAPI(1), SIGNED(venue_leverage_brackets) },
	{ "/fapi/v1/trade/asyn", FAPI(1000), SIGNED(venue_trade_download) },
	{ "/fapi/v1/trade/asyn/id", FAPI(10), SIGNED(venue_download_link) },
	{ "/fapi/v1/income/asyn", FAPI(1000), SIGNED(venue_income_download) },
	{ "/fapi/v1/income/asyn/id", FAPI(10), SIGNED(venue_download_link) },
	{ "/fapi/v2/account", FAPI(5), SIGNED(venue_futures_account) },
	{ "/fapi/v3/account", FAPI(5), SIGNED(venue_futures_account) },
	{ "/fapi/v2/balance", FAPI(5), SIGNED(venue_futures_balance) },
	{ "/fapi/v3/balance", FAPI(5), SIGNED(venue_futures_balance) },
	{ "/fapi/v2/positionRisk", FAPI(5), SIGNED(venue_position_risk) },
	{ "/fapi/v3/positionRisk", FAPI(5), SIGNED(venue_position_risk) },

	{ "/dapi/v1/ping", DAPI(1), PUBLIC(NULL, venue_ping) },
	{ "/dapi/v1/time", DAPI(1), PUBLIC(NULL, venue_time) },
	{ "/dapi/v1/exchangeInfo", DAPI(1), PUBLIC(NULL, venue_futures_info) },
	{ "/dapi/v1/klines", DAPI(5), PUBLIC(NULL, venue_klines) },
	{ "/dapi/v1/userTrades", DAPI(20), FILLS(venue_inverse_fills) },
	{ "/dapi/v1/income", DAPI(20), LIST(venue_inverse_income) },
	{ "/dapi/v1/forceOrders", DAPI(50), LIST(venue_inverse_forced) },
	{ "/dapi/v1/commissionRate", DAPI(20), SIGNED(venue_commission_rate) },
	{ "/dapi/v1/positionSide/dual", DAPI(30), SIGNED(venue_position_mode) },
	{ "/dapi/v2/leverageBracket", DAPI(1), SIGNED(venue_leverage_brackets) },
	{ "/dapi/v1/trade/asyn", DAPI(1000), SIGNED(venue_trade_download) },
	{ "/dapi/v1/trade/asyn/id", DAPI(10), SIGNED(venue_download_link) },
	{ "/dapi/v1/income/asyn", DAPI(1000), SIGNED(venue_income_download) },
	{ "/dapi/v1/income/asyn/id", DAPI(10), SIGNED(venue_download_link) },
	{ "/dapi/v1/account", DAPI(5), SIGNED(venue_futures_account) },
	{ "/dapi/v1/balance", DAPI(1), SIGNED(venue_futures_balance) },
	{ "/dapi/v1/positionRisk", DAPI(1), SIGNED(venue_position_risk) },

	{ "/sandbox/download", .budget = WEIGHT_FREE, PUBLIC("id", venue_download_file) },
	{ "/sandbox/clock", .budget = WEIGHT_FREE, PUBLIC("", venue_clock) },
	{ "/sandbox/clock", .budget = WEIGHT_FREE, PUBLIC("now,advance,rate", venue_clock),
	    .is_post = true },
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
