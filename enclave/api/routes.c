/* SPDX-License-Identifier: Apache-2.0 */
/* routes.c - every door into the enclave, on one screen.  Reading it is reading the surface. */
#include "enclave/api/api.h"

/* clang-format off */
const struct route api_routes[] = {
    /* method    path                     must show       body  rate         handler */
    { "GET",    "/attestation/quote",    SHOWN_NOTHING,  0,    RATE_COSTLY, api_quote_get },
    { "POST",   "/enclave/submit_key",   SHOWN_NOTHING,  8192, RATE_COSTLY, api_submit_key },
    { "GET",    "/enclave/summary/{id}", SHOWN_SESSION,  0,    RATE_FREE,   api_summary_get },
    { "GET",    "/enclave/metrics/{id}", SHOWN_SESSION,  0,    RATE_FREE,   api_metrics_get },
    { "GET",    "/enclave/equity/{id}",  SHOWN_SESSION,  0,    RATE_FREE,   api_equity_get },
    { "GET",    "/enclave/trades/{id}",  SHOWN_SESSION,  0,    RATE_FREE,   api_trades_get },
    { "GET",    "/enclave/session/{id}", SHOWN_SESSION,  0,    RATE_FREE,   api_session_get },
    { "DELETE", "/enclave/session/{id}", SHOWN_SESSION,  0,    RATE_FREE,   api_session_delete },
    { "POST",   "/enclave/cleanup",      SHOWN_LOOPBACK, 0,    RATE_FREE,   api_cleanup },
    { "GET",    "/health",               SHOWN_NOTHING,  64,   RATE_FREE,   api_health_get },
    { "GET",    "/health/live",          SHOWN_NOTHING,  0,    RATE_FREE,   api_health_get },
    { "GET",    "/health/ready",         SHOWN_NOTHING,  0,    RATE_FREE,   api_ready_get },
    { "GET",    "/metrics",              SHOWN_LOOPBACK, 0,    RATE_FREE,   api_monitor_get },
};
/* clang-format on */
const size_t api_route_count = sizeof(api_routes) / sizeof(api_routes[0]);
