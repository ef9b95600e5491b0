/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/cycle.h"

#include "lib/ledger/value.h"

void
cycle_open(struct cycles *c, bool is_long, __int128 before, int64_t ts_ms)
{
	c->is_open = true;
	c->open = (struct cycle){ .is_long = is_long, .open_ms = ts_ms };
	c->max_units = 0;
	c->dust = before;
}

enum err
cycle_funding(struct cycles *c, struct decimal amount)
{
	return sum_add(c->is_open ? &c->open.funding : &c->uncycled, amount);
}

enum err
cycle_net(const struct cycle *c, struct decimal *out)
{
	TRY(decimal_sub(c->gross, c->fees, out));
	return decimal_add(*out, c->funding, out);
}

static void
streak_end(struct ledger_cycles *all, int sign)
{
	if (sign > 0)
		all->streak = all->streak > 0 ? all->streak + 1 : 1;
	else if (sign < 0)
		all->streak = all->streak < 0 ? all->streak - 1 : -1;
	else
		all->streak = 0;
	if (all->streak > 0 && (uint64_t)all->streak > all->win_streak_max)
		all->win_streak_max = (uint64_t)all->streak;
	if (all->streak < 0 && (uint64_t)-all->streak > all->loss_streak_max)
		all->loss_streak_max = (uint64_t)-all->streak;
}

enum err
cycle_end(struct cycles *c, int64_t ts_ms)
{
	struct ledger_cycles *all = &c->closed;
	struct decimal net;
	int sign;

	TRY(cycle_net(&c->open, &net));
	sign = decimal_sign(net);
	c->is_open = false;
	all->count++;
	all->long_count += c->open.is_long;
	all->wins += sign > 0;
	all->losses += sign < 0;
	all->breakevens += sign == 0;
	all->held_ms += ts_ms - c->open.open_ms; /* they do not overlap */
	streak_end(all, sign);
	return sign < 0 ? sum_sub(&all->loss, net) : sum_add(&all->profit, net);
}
