# SPDX-License-Identifier: Apache-2.0
"""A whole account: balances, equity by day, flows with the equity before them."""
from fractions import Fraction

from money import Marks, round18, text
from returns import DAY_MS
from trades import books_of, give, rows_of

ZERO = Fraction(0)


class Account:
    def __init__(self, file):
        settings = file['settings']
        self.currency = settings['reporting']
        self.marks = Marks(file['events'])
        self.young = Marks(file['events'], settings['max_mark_age_ms'])
        self.books = books_of(file, 'fifo', self.marks, [])
        self.balances = {}

    def move(self, asset, amount):
        self.balances[asset] = self.balances.get(asset, ZERO) + amount

    def take(self, e):
        """One row: what it does to its book, and to balances."""
        b = self.books[e['sym']]
        before = b.gross
        give(b, e)
        if e['type'] == 'funding':
            self.move(e['ccy'], Fraction(e['amount']))
            return
        self.move(e['fee_ccy'], -Fraction(e['fee']))
        if b.kind in ('spot', 'margin'):
            sign = 1 if e['side'] == 'buy' else -1
            quantity, price = Fraction(e['qty']), Fraction(e['price'])
            self.move(b.instrument['base'], sign * quantity)
            self.move(b.instrument['quote'], -sign * round18(quantity * price))
        else:
            self.move(b.settle, b.gross - before)

    def worth(self, ts, marks):
        """Everything, in the reporting currency; None when something has no rate."""
        parts = [(asset, amount) for asset, amount in self.balances.items() if amount != 0]
        for b in self.books.values():
            if b.kind in ('spot', 'margin') or b.position == 0:
                continue
            mark = marks.rate(b.instrument['base'], b.instrument['quote'], ts)
            if mark is None:
                return None
            parts.append((b.settle, b.unrealised(mark)))
        total = ZERO
        for asset, amount in parts:
            rate = marks.rate(asset, self.currency, ts)
            if rate is None:
                return None
            total += round18(amount * rate)
        return total

    def flow(self, e):
        """Its worth and the equity before it, which takes marks that are young; then it moves."""
        amount = Fraction(e['amount']) * (1 if e['type'] == 'deposit' else -1)
        rate = self.marks.rate(e['ccy'], self.currency, e['ts'])
        before = self.worth(e['ts'], self.marks)
        if self.worth(e['ts'], self.young) != before:
            before = None
        self.move(e['ccy'], amount)
        return None if rate is None else {
            'ts': e['ts'], 'amount': text(round18(amount * rate)),
            'equity_before': None if before is None else text(before)}


def compute(file):
    """What `compute pipeline` must print about equity, flows and balances."""
    account = Account(file)
    rows, _ = rows_of(file['events'])
    flows = [e for e in file['events'] if e['type'] in ('deposit', 'withdrawal')]
    # A flow comes before the rows of its moment, a deposit before a withdrawal.
    steps = sorted(flows, key=lambda e: (e['ts'], e['type'])) + rows
    steps.sort(key=lambda e: e['ts'])
    equity, valued, at = [], [], 0
    for boundary in range(file['n_days'] + 1):
        end_ms, is_known = file['start_ts'] + boundary * DAY_MS, True
        while at < len(steps) and steps[at]['ts'] < end_ms:
            e = steps[at]
            at += 1
            if e['type'] not in ('deposit', 'withdrawal'):
                account.take(e)
                continue
            flow = account.flow(e)
            is_known &= flow is not None
            valued += [flow] if flow else []
        worth = account.worth(end_ms - 1, account.marks) if is_known else None
        equity.append(None if worth is None else text(worth))
    balances = {asset: text(a) for asset, a in account.balances.items() if a != 0}
    return {'equity_at_day_boundaries': equity, 'flows_valued': valued, 'balances_end': balances}
