# SPDX-License-Identifier: Apache-2.0
"""Exact money: fractions, rounded half to even at 1e-18 where the rules round; rates by marks."""
from fractions import Fraction

ONE = 10 ** 18
DOLLARS = {'USD', 'USDT', 'USDC', 'BUSD', 'FDUSD', 'TUSD', 'DAI', 'BNFCR'}
VIA = ('USDT', 'USD', 'BTC')


def round18(x):
    """Half to even at 1e-18, which is what round() does with fractions."""
    return Fraction(round(x * ONE), ONE)


def text(x):
    """The shortest exact decimal; x must have at most 18 decimals."""
    units = x * ONE
    assert units.denominator == 1, x
    whole, part = divmod(abs(units.numerator), ONE)
    digits = str(whole) + ('.%018d' % part).rstrip('0').rstrip('.')
    return '-' + digits if units < 0 else digits


class Marks:
    """Prices over time.  `age_max`: older marks do not count."""

    def __init__(self, events, age_max=None):
        self.age_max = age_max
        self.points = {}
        for e in events:
            if e['type'] == 'mark':
                self.points.setdefault(e['pair'], []).append((e['ts'], Fraction(e['price'])))
        for points in self.points.values():
            points.sort(key=lambda point: point[0])

    def last(self, base, quote, ts):
        found = None
        for at, price in self.points.get(base + '/' + quote, []):
            if at <= ts and (self.age_max is None or ts - at <= self.age_max):
                found = price
        return found

    def leg(self, base, quote, ts):
        price = self.last(base, quote, ts)
        if price is not None:
            return price
        price = self.last(quote, base, ts)
        return None if price is None else 1 / price

    def rate(self, base, quote, ts):
        """What one `base` was in `quote`, or None."""
        if base == quote:
            return Fraction(1)
        price = self.leg(base, quote, ts)
        if price is not None:
            return price
        for middle in VIA:
            first, second = self.leg(base, middle, ts), self.leg(middle, quote, ts)
            if middle not in (base, quote) and first is not None and second is not None:
                return first * second
        return Fraction(1) if base in DOLLARS and quote in DOLLARS else None
