# SPDX-License-Identifier: Apache-2.0
# peer_ratios.py - the ratios of bench_ratios.c as pandas libraries work them out.
from peer import report

import numpy as np
import pandas as pd

DAYS, YEAR, RF = 3650, 365, 0.04

dice = np.random.default_rng(1)
r = pd.Series((dice.random(DAYS) - 0.49) / 20, index=pd.date_range("2016-01-01", periods=DAYS))
b = r / 2 + (dice.random(DAYS) - 0.5) / 30


def ratios():
    rf = (1 + RF) ** (1 / YEAR) - 1
    wealth = (1 + r).cumprod()
    best = wealth.cummax().clip(lower=1)
    fall = wealth / best - 1
    total = wealth.iloc[-1] - 1
    cagr = (1 + total) ** (YEAR / DAYS) - 1
    sd = r.std()
    down = np.sqrt((r.clip(upper=0) ** 2).sum() / DAYS)
    losses = -r[r < 0].sum()
    signs = np.sign(r)
    runs = signs.groupby((signs != signs.shift()).cumsum()).sum()
    cov = np.cov(r, b)
    beta = cov[0, 1] / cov[1, 1]
    return {
        "total": total, "cagr": cagr, "mean": r.mean(), "sd": sd, "vol": sd * np.sqrt(YEAR),
        "sharpe": (r.mean() - rf) / sd * np.sqrt(YEAR), "down": down * np.sqrt(YEAR),
        "sortino": r.mean() / down * np.sqrt(YEAR), "mdd": fall.min(), "now": fall.iloc[-1],
        "trough": fall.idxmin(), "calmar": cagr / -fall.min(),
        "omega": r[r > 0].sum() / losses, "gain_to_pain": r.sum() / losses,
        "var95": -r.quantile(0.05), "cvar95": -r[r <= r.quantile(0.05)].mean(),
        "var99": -r.quantile(0.01), "cvar99": -r[r <= r.quantile(0.01)].mean(),
        "skew": r.skew(), "kurtosis": r.kurt(), "best": r.max(), "worst": r.min(),
        "win_rate": (r > 0).mean(), "ulcer": np.sqrt((fall ** 2).mean()),
        "wins": runs.max(), "losses": -runs.min(), "beta": beta,
        "alpha": YEAR * ((r - rf).mean() - beta * (b - rf).mean()), "corr": r.corr(b),
        "tracking_error": (r - b).std() * np.sqrt(YEAR),
        "information": (r - b).mean() / (r - b).std() * np.sqrt(YEAR),
    }


report(ratios, 1000)
