# SPDX-License-Identifier: Apache-2.0
"""Equity and flows into returns (docs/metrics.md, "Returns"); the roots of the MWR by a scan."""
from decimal import Decimal, getcontext
from fractions import Fraction

DAY_MS = 86400000
getcontext().prec = 60


def chain(start, end, flows):
    """Every equity before a flow is known: the product of the parts, or None."""
    growth, base = Fraction(1), start
    for _, amount, before in flows:
        if base == 0 and before == 0:
            base = amount  # nothing was there, nothing came of it
            continue
        if base <= 0:
            return None
        growth, base = growth * before / base, before + amount
    return growth * end / base - 1 if base > 0 else None


def day_return(start, end, flows, from_ms, to_ms):
    """(return or None, its kind, is a large flow unvalued)"""
    if start < 0:
        return None, 'negative_start', False
    if start == 0 and flows and flows[0][1] > 0:
        from_ms, start, flows = flows[0][0], flows[0][1], flows[1:]
    if end == 0 and flows and flows[-1][1] < 0:
        to_ms, end, flows = flows[-1][0], -flows[-1][1], flows[:-1]
    if not flows:
        return (None, 'idle', False) if start == 0 else ((end - start) / start, 'simple', False)
    if all(before is not None for _, _, before in flows):
        r = chain(start, end, flows)
        if r is not None:
            return r, 'chain', False
    incoming = sum(a for _, a, _ in flows if a > 0)
    outgoing = -sum(a for _, a, _ in flows if a < 0)
    is_large = any(abs(a) * 10 > start for _, a, _ in flows)
    span = to_ms - from_ms
    capital = start + sum(a * Fraction(to_ms - ts, span) for ts, a, _ in flows) if span else 0
    if capital > 0 and capital >= (start + incoming) / 10:
        return (end - start - incoming + outgoing) / capital, 'dietz', is_large
    if start + incoming > 0 and end + outgoing > 0:
        return (end + outgoing) / (start + incoming) - 1, 'inout', is_large
    return None, 'gap', is_large


def day_view(day, start, end, flows, from_ms):
    r, kind, is_large = day_return(start, end, flows, from_ms, from_ms + DAY_MS)
    if r is not None and r <= -1:
        r, kind = Fraction(-1), 'ruin'
    view = {'day': day, 'r': r, 'kind': kind}
    if is_large:
        view['large_flow_unvalued'] = True
    return view


def compute(file):
    """What `compute flows` must print, but for the solver's part: see roots_hold()."""
    equity = [Fraction(e) for e in file['equity_at_day_boundaries']]
    flows = [(f['ts'], Fraction(f['amount']),
              None if f['equity_before'] is None else Fraction(f['equity_before']))
             for f in file['flows']]
    days, growth = [], Fraction(1)
    for i in range(len(equity) - 1):
        from_ms = file['start_ts'] + i * DAY_MS
        today = [f for f in flows if from_ms <= f[0] < from_ms + DAY_MS]
        days.append(day_view(i, equity[i], equity[i + 1], today, from_ms))
        growth *= 1 + (days[-1]['r'] or 0)
    known = [d for d in days if d['r'] is not None]
    return {'daily': days, 'observations': len(known), 'twr': growth - 1 if known else None}


def cash_of(file):
    """The investor's side: what was put in < 0, what came out > 0, as (share of the span, sum)."""
    equity = file['equity_at_day_boundaries']
    end_ms = file['start_ts'] + (len(equity) - 1) * DAY_MS
    cash = [(file['start_ts'], -Decimal(equity[0])), (end_ms, Decimal(equity[-1]))]
    cash += [(f['ts'], -Decimal(f['amount'])) for f in file['flows']]
    cash = [c for c in cash if c[1] != 0]
    first, last = min(c[0] for c in cash), max(c[0] for c in cash)
    return [(Decimal(ts - first) / (last - first), a) for ts, a in cash] if last > first else []


def roots_hold(file, xirr):
    """Is the answer a root, and are there at least as many as a scan sees, and as odd?"""
    if xirr['status'] not in ('ok', 'multiple'):
        return True
    cash = cash_of(file)

    def worth(growth):
        return sum(a * (-growth * share).exp() for share, a in cash)

    near, answer = Decimal('1e-10'), Decimal(xirr['log_growth_period'])
    scan = [worth(Decimal(i) / 5 + Decimal('0.0123')) for i in range(-300, 301)]
    seen = sum(a * b < 0 for a, b in zip(scan, scan[1:]))
    return (worth(answer - near) * worth(answer + near) <= 0 and seen <= xirr['roots'] and
            (xirr['roots'] - seen) % 2 == 0)
