# SPDX-License-Identifier: Apache-2.0
"""One instrument: lots by a method, round trips, days (docs/metrics.md, "Lots", "Round trips")."""
from datetime import datetime, timedelta
from fractions import Fraction

from money import round18

ZERO = Fraction(0)


class Lot:
    def __init__(self, quantity, value, ts):
        self.quantity, self.value, self.ts = quantity, value, ts


class Cycle:
    def __init__(self, side, ts, dust):
        self.side, self.open_ts, self.close_ts, self.dust = side, ts, None, dust
        self.most = self.gross = self.fees = self.funding = ZERO

    def net(self):
        return self.gross - self.fees + self.funding


class Day:
    def __init__(self):
        self.gross = self.fees = self.funding = self.volume = ZERO
        self.trades = 0


class Book:
    def __init__(self, instrument, method, marks, offset_min):
        self.instrument, self.method, self.marks = instrument, method, marks
        self.offset_min = offset_min
        self.kind, self.settle = instrument['kind'], instrument['settle']
        self.size = Fraction(instrument['contract_size'])
        self.step = Fraction(instrument['qty_step'])
        self.lots, self.cycles, self.cycle, self.days = [], [], None, {}
        self.position = self.gross = self.fees = self.funding = self.uncycled = ZERO
        self.volume_quote = self.volume_base = self.closed_value = ZERO
        self.unmatched = self.unmatched_value = self.peak = ZERO
        self.buys = self.sells = self.rate_missing = 0
        self.fees_by_asset, self.closing = {}, []

    # ---- what things are worth ----

    def value(self, quantity, price):
        if self.kind == 'inverse':
            return round18(quantity * self.size / price)
        return round18(quantity * self.size * price)

    def open_value(self):
        return sum((lot.value for lot in self.lots), ZERO)

    def net(self):
        return self.gross - self.fees + self.funding

    def sign(self):
        return (1 if self.position > 0 else -1) * (-1 if self.kind == 'inverse' else 1)

    def unrealised(self, mark):
        if self.position == 0:
            return ZERO
        if mark is None:
            return None
        return (self.value(abs(self.position), mark) - self.open_value()) * self.sign()

    def charge(self, fee, asset, price, ts):
        """The fee in the settle currency, and the quantity it takes from the position."""
        if asset == self.settle:
            return fee, ZERO
        if asset == self.instrument['base'] and self.kind in ('spot', 'margin'):
            return round18(fee * price), fee
        rate = self.marks.rate(asset, self.settle, ts)
        if rate is None:
            self.rate_missing += fee != 0
            return ZERO, ZERO
        return round18(fee * rate), ZERO

    # ---- lots ----

    def put(self, quantity, value, ts):
        if self.method == 'avg' and self.lots:
            self.lots[0].quantity += abs(quantity)
            self.lots[0].value += value
        else:
            self.lots.append(Lot(abs(quantity), value, ts))
        self.position += quantity

    def next_lot(self):
        if self.method == 'lifo':
            return len(self.lots) - 1
        if self.method != 'hifo':
            return 0
        costs = [lot.value / lot.quantity for lot in self.lots]
        return costs.index(max(costs) if self.position > 0 else min(costs))

    def take(self, quantity):
        """Remove so much of the position; what it had cost.  Remainders stay in their lots."""
        left, cost = quantity, ZERO
        while left > 0:
            i = self.next_lot()
            lot = self.lots[i]
            if lot.quantity <= left:
                part, count = lot.value, lot.quantity
                del self.lots[i]
            else:
                count = left
                part = round18(lot.value * count / lot.quantity)
                lot.value -= part
                lot.quantity -= count
            cost += part
            left -= count
        self.position -= quantity if self.position > 0 else -quantity
        return cost

    # ---- round trips ----

    def cycle_begin(self, ts, dust):
        if self.cycle is None:
            self.cycle = Cycle('long' if self.position > 0 else 'short', ts, dust)
        self.cycle.most = max(self.cycle.most, abs(self.position))

    def cycle_may_end(self, ts):
        flat = self.position == 0
        if self.cycle and (flat or abs(self.position) < self.cycle.dust + self.step):
            self.cycle.close_ts = ts
            self.cycles.append(self.cycle)
            self.cycle = None

    def book(self, gross=ZERO, fees=ZERO, funding=ZERO):
        """Money of the open round trip, or of none."""
        if self.cycle is None:
            self.uncycled += gross - fees + funding
        else:
            self.cycle.gross += gross
            self.cycle.fees += fees
            self.cycle.funding += funding

    # ---- rows ----

    def day(self, ts):
        at = datetime(1970, 1, 1) + timedelta(milliseconds=ts + self.offset_min * 60000)
        return self.days.setdefault(at.strftime('%Y-%m-%d'), Day())

    def trade(self, e):
        quantity, price, ts = Fraction(e['qty']), Fraction(e['price']), e['ts']
        fee = Fraction(e['fee'])
        expense, in_base = self.charge(fee, e['fee_ccy'], price, ts)
        effective = (quantity if e['side'] == 'buy' else -quantity) - in_base
        inverse = self.kind == 'inverse'
        volume = quantity * self.size if inverse else round18(quantity * self.size * price)
        day = self.day(ts)

        self.buys += e['side'] == 'buy'
        self.sells += e['side'] == 'sell'
        self.volume_quote += volume
        self.volume_base += quantity
        if fee != 0:
            asset = e['fee_ccy']
            self.fees_by_asset[asset] = self.fees_by_asset.get(asset, ZERO) + fee
        self.fees += expense
        day.trades += 1
        day.volume += volume
        day.fees += expense
        day.gross += self.fill(e['id'], effective, self.value(abs(effective), price), expense, ts)
        self.peak = max(self.peak, self.open_value() - self.net())

    def fill(self, fill_id, quantity, value, expense, ts):
        """Close, then open what is left over; what was realised."""
        rest, gross = abs(quantity), ZERO
        if quantity == 0:
            self.book(fees=expense)
            return gross
        if self.position != 0 and (self.position > 0) != (quantity > 0):
            count = min(abs(self.position), rest)
            closing = round18(value * count / rest)
            part = round18(expense * count / rest)
            sign = self.sign()
            gross = (closing - self.take(count)) * sign
            self.gross += gross
            self.closed_value += closing
            self.closing.append((fill_id, count, gross))
            self.book(gross=gross, fees=part)
            self.cycle_may_end(ts)
            rest, value, expense = rest - count, value - closing, expense - part
        if rest > 0 and self.kind == 'spot' and quantity < 0:
            self.unmatched += rest
            self.unmatched_value += value
            self.book(fees=expense)
        elif rest > 0:
            dust = abs(self.position)
            self.put(rest if quantity > 0 else -rest, value, ts)
            self.cycle_begin(ts, dust)
            self.book(fees=expense)
        return gross

    def pay(self, e):
        amount = Fraction(e['amount'])
        rate = self.marks.rate(e['ccy'], self.settle, e['ts'])
        day = self.day(e['ts'])
        if rate is None:
            return
        amount = round18(amount * rate)
        self.funding += amount
        day.funding += amount
        self.book(funding=amount)

    def transfer_in(self, e):
        quantity, dust = Fraction(e['qty']), abs(self.position)
        self.put(quantity, self.value(quantity, Fraction(e['price'])), e['ts'])
        self.cycle_begin(e['ts'], dust)

    def transfer_out(self, e):
        wanted = Fraction(e['qty'])
        count = min(wanted, max(self.position, ZERO))
        self.unmatched += wanted - count
        if count > 0:
            self.take(count)
            self.cycle_may_end(e['ts'])
