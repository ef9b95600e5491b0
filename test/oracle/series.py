# SPDX-License-Identifier: Apache-2.0
"""The ratios of a series of returns, in 60 digits (docs/metrics.md, "Ratios")."""
from decimal import Decimal, getcontext

getcontext().prec = 60
ZERO, ONE = Decimal(0), Decimal(1)
MOST = Decimal('1.797e308')  # what a double holds


def mean(values):
    return sum(values) / len(values)


def deviation(values):
    """Of a sample: n - 1."""
    m = mean(values)
    return (sum((v - m) ** 2 for v in values) / (len(values) - 1)).sqrt()


def indices(returns):
    wealth = [ONE]
    for r in returns:
        wealth.append(max(wealth[-1] * (1 + r), ZERO) if wealth[-1] > 0 else ZERO)
    return wealth


def drawdown(wealth):
    """The first deepest fall; what rounding cannot tell apart is the same."""
    best_i, deepest, result, longest, squares = 0, ZERO, {}, 0, ZERO
    for i, w in enumerate(wealth):
        if w >= wealth[best_i]:
            best_i = i
        fall = w / wealth[best_i] - 1
        squares += fall ** 2
        longest = max(longest, i - best_i)
        if fall < deepest - Decimal('1e-15'):
            deepest = fall
            result = {'mdd_peak_i': best_i, 'mdd_trough_i': i}
    if result:
        old = wealth[result['mdd_peak_i']]
        back = [i for i, w in enumerate(wealth) if i > result['mdd_trough_i'] and w >= old]
        result['mdd_recovery_i'] = back[0] if back else None
    count = len(wealth) - 1
    return dict(result, max_drawdown=deepest, longest_underwater=longest,
                ulcer=(squares / count).sqrt())


def tails(returns):
    ordered, n, result = sorted(returns), len(returns), {}
    for name, share in (('95', Decimal('0.05')), ('99', Decimal('0.01'))):
        place = (n - 1) * share
        k = int(place)
        above = ordered[min(k + 1, n - 1)]
        result['var' + name] = -(ordered[k] + (above - ordered[k]) * (place - k))
        result['cvar' + name] = -mean(ordered[:k + 1])
        whole = int(n * share)
        rest = n * share - whole
        tail = sum(ordered[:whole], ZERO) + (ordered[whole] * rest if rest else ZERO)
        result['es_ru' + name] = -tail / (n * share)
    return result


def shape(returns, sharpe_day):
    """Skewness, kurtosis, and with them the error of a Sharpe ratio."""
    n, m = len(returns), mean(returns)
    second, third, fourth = (mean([(r - m) ** p for r in returns]) for p in (2, 3, 4))
    g1, g2 = third / second.sqrt() ** 3, fourth / second ** 2 - 3
    skew = g1 * Decimal(n * (n - 1)).sqrt() / (n - 2)
    if n < 4:
        return {'skew': skew, 'kurtosis_excess': None}
    kurtosis = Decimal(n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6)
    inside = 1 + sharpe_day ** 2 / 2 - skew * sharpe_day + kurtosis / 4 * sharpe_day ** 2
    result = {'skew': skew, 'kurtosis_excess': kurtosis}
    if inside >= 0:
        result['error'] = (inside / (n - 1)).sqrt()
    return result


def benchmark(returns, bench, free, year):
    pairs = [(r, b) for r, b in zip(returns, bench) if b is not None]
    if len(pairs) < 2:
        return {}
    ours, theirs = [r for r, _ in pairs], [b for _, b in pairs]
    excess = [r - b for r, b in pairs]
    error = deviation(excess)
    result = {'tracking_error_ann': error * year.sqrt(),
              'information_ratio': mean(excess) / error * year.sqrt() if error else None}
    if len(set(theirs)) > 1:
        covariance = sum((r - mean(ours)) * (b - mean(theirs)) for r, b in pairs) / (len(pairs) - 1)
        beta = covariance / deviation(theirs) ** 2
        result['beta'] = beta
        result['alpha_ann'] = year * (mean(ours) - free - beta * (mean(theirs) - free))
        if len(set(ours)) > 1:
            result['corr'] = covariance / (deviation(ours) * deviation(theirs))
            result['r2'] = result['corr'] ** 2
    return result


def longest_run(returns, wanted):
    most = now = 0
    for r in returns:
        now = now + 1 if wanted(r) else 0
        most = max(most, now)
    return most


def spec(returns, year, free_year, bench=None):
    """`spec` of `compute series` for at least one return."""
    n, year, root = len(returns), Decimal(year), Decimal(year).sqrt()
    free = ((1 + free_year).ln() / year).exp() - 1 if free_year else ZERO
    m, wealth = mean(returns), indices(returns)
    is_flat = max(returns) == min(returns)
    below = mean([min(r, ZERO) ** 2 for r in returns]).sqrt()
    gains, losses = sum(r for r in returns if r > 0), -sum(r for r in returns if r < 0)
    total = wealth[-1] - 1
    result = {
        'n': n, 'total_return': total, 'mean': m, 'best': max(returns), 'worst': min(returns),
        'cagr': -ONE if total <= -1 else ((1 + total).ln() * year / n).exp() - 1,
        'downside_dev_ann': below * root, 'sortino': m / below * root if below else None,
        'omega0': gains / losses if losses else None,
        'gain_to_pain': sum(returns) / losses if losses else None,
        'pos': sum(r > 0 for r in returns), 'neg': sum(r < 0 for r in returns),
        'zero': sum(r == 0 for r in returns),
        'win_rate': Decimal(sum(r > 0 for r in returns)) / n,
        'max_win_streak': longest_run(returns, lambda r: r > 0),
        'max_loss_streak': longest_run(returns, lambda r: r < 0),
        'sd': None, 'vol_ann': None, 'sharpe': None, 'skew': None, 'kurtosis_excess': None,
    }
    if result['cagr'] > MOST:
        result['cagr'] = None
    result.update(drawdown(wealth))
    result.update(tails(returns))
    deepest = result['max_drawdown']
    has_calmar = deepest and result['cagr'] is not None
    result['calmar'] = result['cagr'] / -deepest if has_calmar else None
    if n > 1:
        result['sd'] = deviation(returns)
        result['vol_ann'] = result['sd'] * root
    if n > 1 and not is_flat:
        result['sharpe'] = (m - free) / result['sd'] * root
    if n > 2 and not is_flat:
        result.update(shape(returns, (m - free) / result['sd']))
    error = result.pop('error', None)
    if error is not None:
        result['sharpe_se_ann'] = error * root
    if bench:
        result.update(benchmark(returns, bench, free, year))
    return result


def compute(file):
    returns = [Decimal(r) for r in file['returns']]
    bench = [None if b is None else Decimal(b) for b in file.get('bench', [])]
    return {'spec': spec(returns, file['ppy'], Decimal(file['rf']), bench)}


def windows_differ(file, result):
    """The rolling windows are the same formulas over fewer returns."""
    returns = [Decimal(r) for r in file['returns']]
    names = ('total_return', 'sharpe', 'sortino', 'vol_ann', 'max_drawdown')
    for days, rows in result['spec_rolling'].items():
        for row in rows[::37]:
            window = spec(returns[row['end_i'] + 1 - int(days):row['end_i'] + 1], file['ppy'], ZERO)
            yield {name: window[name] for name in names}, row
