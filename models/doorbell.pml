/*
 * How a process sleeps and is woken: memory/doorbell.ts, isolation/blocking-loop.ts. No time-out: what the doorbell misses is
 * a deadlock here.
 *
 * The bell counts rings, but is only ever compared with the value that `arm` loaded: a few values tell all of it. The
 * process itself goes ARMED -> ASLEEP, a ring makes it awake.
 */
#define AWAKE 0                 /* not listening; or rung, so that the next sleep is refused, or woken */
#define ARMED 1                 /* the bell is loaded and `waiting` is 1: looking a second time */
#define ASLEEP 2                /* in the futex; only a wake ends that */
byte bell[4];

/*
 * ARM, the second look, SLEEP. A process may arm whenever it is about to look: a first look that finds nothing has no effect, and
 * what it would find, the second look may find as well. While ASLEEP it is blocked at `look`.
 *
 * Without FINE, three things are joined. A rung bell is AWAKE at once, since all that it does is to refuse or end the sleep,
 * after which the process looks again. `waiting` is 1 from `arm` to `disarm`, and outside of that time a ring is not felt:
 * so the word can go, and ringIfWaiting rings. The ring belongs to the step of the last store before it: rung later, it
 * would wake somebody who has seen that store already, or nobody.
 */
#ifndef FINE

#define IS_AWAKE   (bell[_pid] != ASLEEP)
#define IS_ARMED   (bell[_pid] == ARMED)
#ifdef MUTATE_WAITING_AFTER_LOOK
#define ADD(p)     skip         /* the second look is over before `waiting` is 1: nobody rings until then */
#else
#define ADD(p)     if :: bell[p] == ARMED -> bell[p] = AWAKE :: else fi
#endif
#define WAKE(p)    if :: bell[p] == ASLEEP -> bell[p] = AWAKE :: else fi
#define RING(p)    ADD(p); MAY_DIE; WAKE(p); MAY_DIE
#define RING_IF_WAITING(p) RING(p)
#define LOOKED     bell[_pid] = AWAKE
#define TO_NEXT    TO_TOP
#if defined(MUTATE_NO_SECOND_LOOK)
#define TO_ARM     bell[_pid] = ASLEEP; goto look
#else
#define TO_ARM     bell[_pid] = ARMED; goto look
#endif
#if defined(MUTATE_SLEEP_WITHOUT_COMPARE)
#define MAY_SLEEP  true
#else
#define MAY_SLEEP  IS_ARMED
#endif
#define TO_SLEEP   if :: MAY_SLEEP -> bell[_pid] = ASLEEP :: else fi; goto look
#define WAITING_STEPS

#else

#define CHANGED 3               /* rung since `arm`, or woken */
bool waiting[4];
#define IS_AWAKE   true
#define IS_ARMED   armed
#define ADD(p)     if :: bell[p] == ARMED -> bell[p] = CHANGED :: else fi
#define WAKE(p)    if :: bell[p] == ASLEEP -> bell[p] = CHANGED :: else fi
#define RING(p)    ADD(p); MAY_DIE; SPLIT WAKE(p); MAY_DIE
#define RING_IF_WAITING(p) \
  }; if :: waiting[p] -> atomic { ADD(p); MAY_DIE }; atomic { WAKE(p); MAY_DIE } :: else fi; atomic { skip
#define LOOKED     skip
#define TO_NEXT    goto next
#define TO_ARM     goto arm
#define TO_SLEEP   goto sleep
#define DISARM     waiting[_pid] = false; bell[_pid] = AWAKE; armed = false; MAY_DIE
#define WAITING_STEPS \
arm:   atomic { bell[_pid] = ARMED; SPLIT waiting[_pid] = true; armed = true; MAY_DIE; goto look }; \
sleep: atomic { if :: bell[_pid] == ARMED -> bell[_pid] = ASLEEP :: else -> DISARM; goto look fi }; \
       atomic { bell[_pid] != ASLEEP -> DISARM; goto look }; \
next:  atomic { DISARM; TO_TOP }

#endif

#ifdef MUTATE_RING_BEFORE_PUBLISH
#define RING_EARLY(p) RING(p); SPLIT
#define RING_LATE(p)  skip
#else
#define RING_EARLY(p)
#define RING_LATE(p)  RING_IF_WAITING(p)
#endif
