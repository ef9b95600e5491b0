# SPDX-License-Identifier: Apache-2.0
"""Files for `compute`, made from a seed."""
from fractions import Fraction
from random import Random

from money import text

START, DAY_MS = 1704067200000, 86400000
COINS = {'BTC': ('43000', 2, 5), 'ETH': ('2300', 2, 4), 'SOL': ('97', 3, 3), 'BNB': ('310', 1, 3),
         'SHIB': ('0.00001', 8, 0), 'PEPE': ('0.0000012', 10, 0)}
QUOTES = ('USDT', 'USDT', 'USDC', 'EUR', 'BTC', 'FDUSD')
FEE_RATES = ('0.001', '0.00075', '-0.0001', '0', '0.002', '0.001', '0.5')
STRAY_MARKS = (('BNB/USDT', '310'), ('BTC/USDT', '43210.5'), ('ETH/BTC', '0.05'),
               ('EUR/USDT', '1.0931'), ('USDC/USDT', '0.99987'), ('USDT/EUR', '0.91'),
               ('BNB/BTC', '0.00731'), ('KCS/BTC', '0.0002'), ('USD/EUR', '0.92'))


def near(random, centre, spread, places):
    """A decimal text within `spread` of `centre`, above 0."""
    share = 1 + Fraction(random.randint(-1000, 1000), 1000) * Fraction(spread)
    units = max(1, round(Fraction(centre) * share * 10 ** places))
    return text(Fraction(units, 10 ** places))


def instrument(random):
    base = random.choice(list(COINS))
    kind = random.choice(('spot', 'spot', 'margin', 'linear', 'inverse'))
    quote = random.choice([q for q in QUOTES if q != base])
    if kind == 'inverse':
        return base + 'USD_PERP', {'kind': kind, 'base': base, 'quote': 'USD', 'settle': base,
                                   'contract_size': random.choice(('1', '10', '100')),
                                   'qty_step': '0'}
    size = random.choice(('1', '1', '0.01', '1000')) if kind == 'linear' else '1'
    return base + quote + ('_P' if kind == 'linear' else ''), {
        'kind': kind, 'base': base, 'quote': quote, 'settle': quote, 'contract_size': size,
        'qty_step': random.choice(('0', '0', '0.001', '0.01', '1'))}


def quantity(random, kind, places):
    if kind == 'inverse':
        return str(random.randint(1, 50))
    if places == 0:
        return str(random.randint(1, 10 ** random.randint(2, 12)))
    return near(random, random.choice(('0.01', '1', '1', '20')), '0.99', places)


def trade(random, row, i):
    price, price_places, places = COINS[i['base']]
    row.update(type='trade', venue=random.choice('XXY'), side=random.choice(('buy', 'sell')),
               price=near(random, price, '0.1', price_places),
               qty=quantity(random, i['kind'], places),
               fee_ccy=random.choice([i['settle']] * 3 + [i['base']] * 2 + ['BNB', 'KCS']))
    rate, count = Fraction(random.choice(FEE_RATES)), Fraction(row['qty'])
    if i['kind'] == 'inverse':
        fee = count * Fraction(i['contract_size']) / Fraction(row['price']) * rate
    elif row['fee_ccy'] == i['base']:
        fee = count * rate
    else:
        fee = count * Fraction(row['price']) * rate
    row['fee'] = text(Fraction(int(fee * 10 ** 12), 10 ** 12))
    return row


def row_of(random, number, ts, symbol, i):
    row = {'id': random.choice(('%d', '%d', 'a%d', '00%d')) % number, 'ts': ts, 'sym': symbol,
           'venue': 'X'}
    chance = random.random()
    if chance < 0.08:
        row.update(type='funding', id='f' + row['id'],
                   amount=random.choice(('', '-')) + near(random, '1', '0.9', 4),
                   ccy=random.choice((i['settle'], i['settle'], i['settle'], 'BNB', 'DAI', 'EUR')))
    elif chance < 0.17 and i['kind'] == 'spot':
        price, price_places, places = COINS[i['base']]
        row.update(type='transfer_out', id='x' + row['id'],
                   qty=quantity(random, i['kind'], places))
        if chance < 0.13:
            row.update(type='transfer_in', price=near(random, price, '0.1', price_places))
    else:
        trade(random, row, i)
    return row


def disturb(random, events):
    """Rows come late, twice, and once more with another content."""
    for _ in range(random.randint(0, 6)):
        again = dict(random.choice(events))
        if random.random() < 0.4 and again['type'] != 'mark':
            again[random.choice([n for n in ('qty', 'price', 'amount', 'fee') if n in again])] = '7'
        events.insert(random.randint(0, len(events)), again)
    for _ in range(random.randint(0, 5)):
        events.insert(random.randint(0, len(events) - 1), events.pop(random.randrange(len(events))))


def without_second_marks(events):
    """Two prices of one pair at one moment are a conflict that order decides: not here."""
    seen, kept = set(), []
    for e in events:
        key = (e.get('pair'), e['ts'])
        if e['type'] != 'mark' or key not in seen:
            kept.append(e)
        seen.add(key)
    return kept


def trades(seed):
    random = Random('trades %d' % seed)
    instruments = dict(instrument(random) for _ in range(random.randint(1, 5)))
    events, ts = [], START + random.randint(0, DAY_MS)
    for number in range(random.randint(5, 150)):
        ts += random.choice((0, 0, 1, 1000, random.randint(0, DAY_MS)))
        symbol = random.choice(list(instruments))
        i = instruments[symbol]
        if random.random() < 0.15:
            own = (i['base'] + '/' + i['quote'], near(random, COINS[i['base']][0], '0.1', 10))
            pair, price = random.choice(STRAY_MARKS + (own,) * 5)
            events.append({'type': 'mark', 'ts': ts, 'pair': pair, 'price': price})
        else:
            events.append(row_of(random, number, ts, symbol, i))
    disturb(random, events)
    settings = {'tz': 'UTC'}
    if random.random() < 0.2:
        settings = {'tz': 'fixed', 'tz_offset_min': random.choice((540, -300, 330, -840, 840))}
    return {'instruments': instruments, 'settings': settings,
            'events': without_second_marks(events)}


PIPELINE_BOOKS = {
    'BTCUSDT': ('spot', 'BTC', 'USDT', 'USDT', '1'),
    'ETHBTC': ('margin', 'ETH', 'BTC', 'BTC', '1'),
    'SOLUSDC_P': ('linear', 'SOL', 'USDC', 'USDC', '1'),
    'BTCUSD_PERP': ('inverse', 'BTC', 'USD', 'BTC', '100'),
}
PIPELINE_PRICES = {'BTC/USDT': '43000', 'ETH/BTC': '0.05', 'SOL/USDC': '97', 'BNB/USDT': '310',
                   'USDC/USDT': '1', 'BTC/USD': '43010', 'USDT/EUR': '0.92'}


def pipeline_row(random, number, ts, symbol, i):
    row = {'ts': ts, 'venue': 'X', 'id': str(number), 'sym': symbol}
    if random.random() < 0.15:
        return dict(row, type='funding', amount=random.choice(('0.5', '-0.25', '0.0001')),
                    ccy=i['settle'])
    fees = [i['settle'], 'BNB'] + [i['base']] * (i['kind'] in ('spot', 'margin'))
    price = PIPELINE_PRICES[i['base'] + '/' + i['quote']]
    count = str(random.randint(1, 30)) if i['kind'] == 'inverse' else near(random, '1', '0.9', 4)
    return dict(row, type='trade', side=random.choice(('buy', 'buy', 'sell')),
                price=near(random, price, '0.05', 6), qty=count, fee_ccy=random.choice(fees),
                fee=random.choice(('0.0001', '0.002', '-0.0001', '0')))


def pipeline(seed):
    random = Random('pipeline %d' % seed)
    chosen = random.sample(sorted(PIPELINE_BOOKS), random.randint(1, len(PIPELINE_BOOKS)))
    names = ('kind', 'base', 'quote', 'settle', 'contract_size')
    instruments = {s: dict(zip(names, PIPELINE_BOOKS[s]), qty_step='0') for s in chosen}
    day_count, ts, number = random.randint(2, 20), START, 0
    events = [{'type': 'deposit', 'venue': 'X', 'id': 'd0', 'ts': START, 'ccy': 'USDT',
               'amount': '50000'}]
    while ts < START + day_count * DAY_MS - 1:
        number += 1
        chance = random.random()
        if chance < 0.45:
            events += [{'type': 'mark', 'ts': ts, 'pair': pair, 'price': near(random, p, '0.1', 6)}
                       for pair, p in PIPELINE_PRICES.items() if random.random() < 0.6]
        elif chance < 0.55:
            events.append({'type': random.choice(('deposit', 'deposit', 'withdrawal')),
                           'venue': 'X', 'id': 'd%d' % number, 'ts': ts,
                           'ccy': random.choice(('USDT', 'USDT', 'BTC', 'BNB', 'EUR', 'USDC')),
                           'amount': random.choice(('100', '1.5', '2000.25', '0.3'))})
        else:
            symbol = random.choice(chosen)
            events.append(pipeline_row(random, number, ts, symbol, instruments[symbol]))
        ts += random.choice((1, 1, 1000, random.randint(1, DAY_MS // 4)))
    settings = {'reporting': random.choice(('USDT', 'USDT', 'USDC', 'EUR', 'BTC')), 'tz': 'UTC',
                'max_mark_age_ms': random.choice((DAY_MS, DAY_MS // 8))}
    return {'instruments': instruments, 'settings': settings, 'n_days': day_count,
            'start_ts': START, 'events': events}


def flows(seed):
    random = Random('flows %d' % seed)
    equity = [Fraction(random.randint(0, 2000000), 100) if random.random() < 0.7 else Fraction(0)]
    moves = []
    for day in range(random.randint(1, 40)):
        worth = equity[-1]
        moments = [random.choice((0, DAY_MS - 1, random.randint(0, DAY_MS - 1)))
                   for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3)))]
        for moment in sorted(moments):
            before = Fraction(near(random, worth, '0.03', 2)) if worth > 0 else Fraction(0)
            amount = Fraction(random.choice((-1, 1)) * random.randint(1, 500000), 100)
            amount = -before if random.random() < 0.1 and before else amount
            worth = before + (amount if before + amount >= 0 else -amount)
            moves.append({'ts': START + day * DAY_MS + moment, 'amount': text(worth - before),
                          'equity_before': text(before) if random.random() < 0.7 else None})
        worth = Fraction(near(random, worth, '0.05', 2)) if worth > 0 else worth
        equity.append(random.choice((Fraction(0), worth)) if random.random() < 0.04 else worth)
    return {'start_ts': START, 'equity_at_day_boundaries': [text(e) for e in equity],
            'flows': moves}


def one_return(random, places, spread):
    r = '%.*f' % (places, max(random.gauss(0.0005, spread), -0.99))
    return '0' if random.random() < 0.1 else r


def series(seed):
    random = Random('series %d' % seed)
    n = random.choice((1, 2, 3, 4, 5, 10, 31, 60, 200, 400))
    places, spread = random.choice((2, 4, 8, 12)), random.choice((0.0001, 0.01, 0.05, 0.2))
    returns = [one_return(random, places, spread) for _ in range(n)]
    twist = random.random()
    if twist < 0.1:
        returns = returns[:1] * n
    elif twist < 0.15:
        returns[random.randrange(n)] = '-1'
    elif twist < 0.25:
        returns = [r.lstrip('-') for r in returns]
    elif twist < 0.35:
        returns[random.randrange(n)] = random.choice(('3.5', '25'))
    file = {'returns': returns, 'ppy': random.choice((365, 365, 252, 52, 12)),
            'rf': random.choice(('0', '0', '0.05', '0.03'))}
    if random.random() < 0.4:
        file['bench'] = [one_return(random, 6, 0.02) if random.random() < 0.95 else None
                         for _ in range(n)]
    return file
