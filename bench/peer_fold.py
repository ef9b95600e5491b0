# SPDX-License-Identifier: Apache-2.0
# peer_fold.py - the fills of bench_fold.c with pandas: sums by symbol and day in columns, and lots,
# for which there is no column operation, first in, first out in a loop.  Doubles, not exact.
from collections import deque

from peer import report

import numpy as np
import pandas as pd

COUNT = 100_000
FEES = np.array(["USDT", "BASE"])

dice = np.random.default_rng(1)
fills = pd.DataFrame({
    "symbol": np.arange(COUNT) % 5,
    "ts": 1_700_000_000_000 + np.arange(COUNT) * 977,
    "is_buy": dice.integers(0, 2, COUNT) == 0,
    "price": dice.integers(2_000_000, 3_000_000, COUNT) / 100,
    "quantity": dice.integers(1, 100_000, COUNT) / 100_000,
    "fee": dice.integers(1, 1000, COUNT) / 100_000_000,
})


def lots(book):
    """What closing lots first in, first out realised."""
    held, gross = deque(), 0.0
    for is_buy, price, quantity in zip(book.is_buy, book.price, book.effective):
        if is_buy:
            held.append([quantity, price])
            continue
        while quantity > 0 and held:
            lot = held[0]
            part = min(lot[0], quantity)
            gross += part * (price - lot[1])
            lot[0] -= part
            quantity -= part
            if lot[0] == 0:
                held.popleft()
    return gross


def fold():
    f = fills.copy()
    f["notional"] = f.price * f.quantity
    f["asset"] = FEES[f.is_buy.astype(int)]
    f["fee_settled"] = np.where(f.is_buy, f.fee * f.price, f.fee)
    f["effective"] = np.where(f.is_buy, f.quantity - f.fee, f.quantity)
    f["day"] = f.ts // 86_400_000
    days = f.groupby(["symbol", "day"])[["notional", "fee_settled"]].sum()
    fees = f.groupby(["symbol", "asset"]).fee.sum()
    gross = {symbol: lots(book) for symbol, book in f.groupby("symbol")}
    assert len(gross) == 5 and len(days) > 0 and len(fees) == 10


report(fold, COUNT)
