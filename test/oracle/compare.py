# SPDX-License-Identifier: Apache-2.0
"""What counts as equal: texts and counts to the letter, ratios to 1e-12."""
from decimal import Decimal
from fractions import Fraction

CLOSE, NEAR_ZERO = Fraction(1, 10 ** 12), Fraction(1, 10 ** 14)


def is_close(ours, theirs):
    ours, theirs = Fraction(ours), Fraction(theirs)
    return abs(theirs - ours) <= max(abs(ours) * CLOSE, NEAR_ZERO)


def differences(ours, theirs, path=''):
    """Each place where `theirs` is not what `ours` says; more members there are no difference."""
    if isinstance(ours, dict):
        for name, value in ours.items():
            if not isinstance(theirs, dict) or name not in theirs:
                yield path + '/' + name, value, 'absent'
            else:
                yield from differences(value, theirs[name], path + '/' + name)
    elif isinstance(ours, list):
        if not isinstance(theirs, list) or len(ours) != len(theirs):
            yield path, ours, theirs
        else:
            for i, (a, b) in enumerate(zip(ours, theirs)):
                yield from differences(a, b, '%s/%d' % (path, i))
    elif isinstance(ours, (Fraction, Decimal)):
        if theirs is None or not is_close(ours, theirs):
            yield path, float(ours), theirs
    elif ours != theirs:
        yield path, ours, theirs
