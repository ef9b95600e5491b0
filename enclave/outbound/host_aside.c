/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions that wait for something of their own, put aside so that nobody has to walk past them.
 *
 * Of one account's questions to one feed that wait for the same, a limit of the account's, only one
 * is looked at again: the leader.  The others follow it, and when it has started, the next of them
 * leads.  So however many wait, each is looked at once when it comes to the front, and once when it
 * is its turn to go.
 */
#include "enclave/outbound/host_inside.h"

static struct family *
family_of(const struct host_job *job)
{
	return &job->host->families[job->question.feed->family];
}

struct host_job *
host_leader_of(const struct host_job *job)
{
	struct host_job *l = job->question.account->leaders;

	if (job->question.urgency != HOST_USUAL)
		return NULL;
	while (l != NULL && l->question.feed != job->question.feed)
		l = l->next_leader;
	return l;
}

struct queue *
host_queue_of(struct host_job *job)
{
	struct family *f = family_of(job);

	switch ((enum host_place)job->place) {
	case HOST_READY:
		return job->question.urgency == HOST_SWEEP ? &f->sweep : &f->usual;
	case HOST_UNTIL:
		return &f->until;
	case HOST_CLOCKLESS:
		return &f->clockless;
	case HOST_FOLLOWING:
		return &host_leader_of(job)->followers;
	case HOST_APART:
		break;
	}
	return NULL;
}

static void
leave_queue(struct host_job *job)
{
	struct queue *q = host_queue_of(job);

	if (q != NULL)
		queue_remove(q, &job->entry);
	if (job->place == HOST_UNTIL)
		job->entry.tag = job->tag;
	job->place = HOST_APART;
}

void
host_put_ready(struct host_job *job)
{
	leave_queue(job);
	job->place = HOST_READY;
	queue_put_again(host_queue_of(job), &job->entry);
}

/* ---- leaders ---- */

static void
lead(struct host_job *job)
{
	struct host_account *a = job->question.account;

	if (job->question.urgency != HOST_USUAL || host_leader_of(job) == job)
		return;
	job->next_leader = a->leaders;
	a->leaders = job;
}

/* Whoever is next of those behind it leads them now. */
static void
hand_over(struct host_job *job)
{
	struct host_job **at = &job->question.account->leaders, *next;

	while (*at != job)
		at = &(*at)->next_leader;
	*at = job->next_leader;
	if (job->followers.first == NULL)
		return;
	next = job_of(job->followers.first);
	queue_remove(&job->followers, &next->entry);
	next->place = HOST_APART;
	next->followers = job->followers;
	job->followers = (struct queue){ 0 };
	lead(next);
	host_put_ready(next);
}

void
host_take_out(struct host_job *job)
{
	leave_queue(job);
	if (host_leader_of(job) == job)
		hand_over(job);
}

void
host_follow(struct host_job *job, struct host_job *leader)
{
	leave_queue(job);
	job->place = HOST_FOLLOWING;
	queue_put_again(&leader->followers, &job->entry);
}

/* ---- what they wait for ---- */

void
host_put_until(struct host_job *job, int64_t until_us, bool leads)
{
	leave_queue(job);
	if (leads)
		lead(job);
	job->tag = job->entry.tag;
	job->entry.tag = (uint64_t)until_us;
	job->place = HOST_UNTIL;
	queue_put_again(&family_of(job)->until, &job->entry);
}

void
host_put_apart(struct host_job *job)
{
	leave_queue(job);
	lead(job);
}

void
host_put_clockless(struct host_job *job)
{
	leave_queue(job);
	job->place = HOST_CLOCKLESS;
	queue_put_again(&family_of(job)->clockless, &job->entry);
}

void
host_bring_back(struct host *h, struct family *f)
{
	const uint64_t now_us = f->until.first == NULL ? 0 : (uint64_t)host_now_us(h);

	while (f->clockless.first != NULL && f->origin->clock.is_known)
		host_put_ready(job_of(f->clockless.first));
	while (f->until.first != NULL && f->until.first->tag <= now_us)
		host_put_ready(job_of(f->until.first));
}

void
host_slot_freed(struct host *h, struct host_account *a)
{
	a->in_flight_count--;
	for (struct host_job *l = a->leaders; l != NULL; l = l->next_leader)
		if (l->place == HOST_APART)
			host_put_ready(l);
	host_wake_in(h, 0);
}
