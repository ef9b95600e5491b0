# SPDX-License-Identifier: Apache-2.0
"""`compute trades`: rows once each, in order, into books; what the books say."""
from fractions import Fraction

from book import Book
from money import Marks, round18, text

KINDS = ('transfer_in', 'funding', 'trade', 'transfer_out')
METHODS = ('fifo', 'lifo', 'avg', 'hifo')


def id_order(row_id):
    """Digits by value, before other texts, which go by length and then bytes."""
    if row_id.isdigit():
        digits = row_id.lstrip('0')
        return (0, len(digits), digits)
    return (1, len(row_id), row_id)


def is_valid(e):
    return all(Fraction(e[name]) > 0 for name in ('qty', 'price') if name in e)


def content(e):
    """What two rows of one key must share, or be in conflict."""
    amounts = [Fraction(e[name]) for name in ('price', 'qty', 'fee', 'amount') if name in e]
    return [e['ts'], e.get('fee_ccy'), e.get('ccy')] + amounts


def rows_of(events):
    """The rows that count, in order; how many did not, and why."""
    first, counts = {}, {'duplicates_dropped': 0, 'conflicts': 0, 'rejected': 0}
    for e in events:
        if e['type'] not in KINDS:
            continue
        if not is_valid(e):
            counts['rejected'] += 1
            continue
        key = tuple(e.get(name) for name in ('type', 'venue', 'sym', 'id', 'side'))
        if key in first:
            counts['duplicates_dropped'] += 1
            counts['conflicts'] += content(e) != content(first[key])
        else:
            first[key] = e
    rows = sorted(first.values(),
                  key=lambda e: (e['ts'], KINDS.index(e['type']), id_order(e['id'])))
    return rows, counts


def give(book, e):
    {'trade': book.trade, 'funding': book.pay, 'transfer_in': book.transfer_in,
     'transfer_out': book.transfer_out}[e['type']](e)


def streaks(nets):
    most, least, now = 0, 0, 0
    for net in nets:
        sign = (net > 0) - (net < 0)
        now = 0 if sign == 0 else now + sign if now * sign > 0 else sign
        most, least = max(most, now), max(least, -now)
    return most, least, now


def cycle_stats(cycles):
    nets = [c.net() for c in cycles]
    wins, losses = [n for n in nets if n > 0], [-n for n in nets if n < 0]
    profit, loss = sum(wins, Fraction(0)), sum(losses, Fraction(0))
    mean = sum(nets, Fraction(0)) / len(nets) if nets else None
    most, least, now = streaks(nets)
    return {
        'n': len(nets), 'wins': len(wins), 'losses': len(losses),
        'breakeven': len(nets) - len(wins) - len(losses),
        'gross_profit': text(profit), 'gross_loss': text(loss),
        'win_rate': Fraction(len(wins), len(nets)) if nets else None,
        'profit_factor': profit / loss if losses else None,
        'payoff': (profit / len(wins)) / (loss / len(losses)) if wins and losses else None,
        'expectancy': mean,
        'expectancy_r': mean / (loss / len(losses)) if losses else None,
        'max_win_streak': most, 'max_loss_streak': least, 'current_streak': now,
    }


def cycle_view(c):
    view = {'side': c.side, 'open_ts': c.open_ts, 'gross': text(c.gross), 'fees': text(c.fees),
            'funding': text(c.funding)}
    if c.close_ts is not None:
        view.update(close_ts=c.close_ts, max_qty=text(c.most), net=text(c.net()))
    return view


def day_view(name, d):
    return {'day': name, 'gross': text(d.gross), 'fees': text(d.fees), 'funding': text(d.funding),
            'net': text(d.gross - d.fees + d.funding), 'volume': text(d.volume),
            'trades': d.trades}


def book_view(b, mark):
    unrealised = b.unrealised(mark)
    view = {
        'trades': b.buys + b.sells, 'buys': b.buys, 'sells': b.sells,
        'volume_quote': text(b.volume_quote), 'volume_base': text(b.volume_base),
        'gross_realised': text(b.gross), 'fees_settle': text(b.fees), 'funding': text(b.funding),
        'fees_by_ccy': {asset: text(fee) for asset, fee in b.fees_by_asset.items()},
        'net_realised': text(b.net()), 'position': text(b.position),
        'open_value': text(b.open_value()), 'mark': None if mark is None else text(round18(mark)),
        'unrealised': None if unrealised is None else text(unrealised),
        'total_pnl': None if unrealised is None else text(b.net() + unrealised),
        'unmatched_qty': text(b.unmatched), 'unmatched_notional': text(b.unmatched_value),
        'closed_value': text(b.closed_value), 'peak_capital': text(b.peak),
        'uncycled_net': text(b.uncycled),
        'closing_fills': [[i, text(count), text(gross)] for i, count, gross in b.closing],
        'cycles': [cycle_view(c) for c in b.cycles],
        'open_cycle': None if b.cycle is None else cycle_view(b.cycle),
        'daily': [day_view(name, d) for name, d in sorted(b.days.items())],
        'cycle_stats': cycle_stats(b.cycles),
    }
    if b.method != 'avg':
        view['lots'] = [[text(lot.quantity), text(lot.value), lot.ts] for lot in b.lots]
    if b.rate_missing:
        view['fee_rate_missing'] = b.rate_missing
    return view


def books_of(file, method, marks, rows):
    offset = file['settings'].get('tz_offset_min', 0)
    books = {s: Book(i, method, marks, offset) for s, i in file['instruments'].items()}
    for e in rows:
        give(books[e['sym']], e)
    return books


def compute(file):
    """What `compute trades` must print."""
    marks = Marks(file['events'])
    rows, counts = rows_of(file['events'])
    last = max(e['ts'] for e in file['events'])
    has_inverse = any(i['kind'] == 'inverse' for i in file['instruments'].values())
    result = {}
    for method in METHODS[:3] if has_inverse else METHODS:
        symbols = {}
        for symbol, b in books_of(file, method, marks, rows).items():
            rate = marks.rate(b.instrument['base'], b.instrument['quote'], last)
            symbols[symbol] = book_view(b, rate)
        result[method] = dict(counts, symbols=symbols)
    return result
