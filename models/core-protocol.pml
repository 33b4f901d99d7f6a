/*
 * The core protocol of Kahnveyor: commit, publish, succession, waiting and the merge in ticket order, with kills.
 *
 *     writer --lane 0--> replica 0 --lane 2--> merger
 *        |  \--lane 1--> replica 1 --lane 3--/   |
 *        \----------- lane 4: route -------------/
 *
 * docs/design/model.md says what each step stands for, why steps may be joined, what is left out, and what was found.
 * How to read it: a process stands at a label, just before it touches a word that others see. Its step, one `atomic`,
 * begins with that and goes on with what is invisible to the others: its own variables, its record and flip (read by its
 * successor only), slots behind its published tails. SPLIT_FINE marks where a step is two if -DFINE asks for it.
 *
 * A kill can follow every store (MAY_DIE). Between two stores a process changes nothing that outlives it, so a kill
 * there is the same as one right after the earlier store, with a successor that takes its time.
 *
 * Published words are sequentially consistent, as Promela's variables are. Plain stores (slots, record) take effect in
 * program order; what happens where they do not is shown by mutations.
 */

#ifndef N
#define N 4                     /* tickets 1 to N */
#endif
#ifndef KILLS
#define KILLS 2                 /* of any processes, in total */
#endif
#ifndef SLOTS
#define SLOTS 3                 /* of lanes 0 to 3 */
#endif
#ifndef ROUTE_SLOTS
#define ROUTE_SLOTS 3           /* of the route lane */
#endif
#ifndef CAPACITY
#define CAPACITY 2              /* of lanes 0 to 3 */
#endif
#ifndef ROUTE_CAPACITY
#define ROUTE_CAPACITY 3        /* of the route lane */
#endif
#ifndef SILENT_MAX
#define SILENT_MAX 2            /* SILENT_TICKETS_MAX in merging-input.ts; less than ROUTE_CAPACITY, as there */
#endif
#ifndef SILENT
#define SILENT 2                /* the ticket that brings no output */
#endif
#ifndef DOUBLE
#define DOUBLE 0                /* the ticket that brings two outputs; 0: none. Needs CAPACITY < SLOTS */
#endif

#define WRITER 0
#define REPLICA_0 1
#define REPLICA_1 2
#define MERGER 3
#define ROUTE 4

/* ---- Published words, by lane (lane-layout.ts) ---- */
byte tail[5];
byte head[5];
bool closed[5];
byte finished[2];               /* of lanes 2 and 3. The code numbers tickets from 0 and begins at -1; here 1 and 0 */

/* ---- Slots, by lane. Lanes 0, 1: a ticket. Lanes 2, 3: an item, 2 * ticket + number. Route: 2 * ticket + replica ---- */
byte ring[4 * SLOTS + ROUTE_SLOTS];
#define SLOT(l, position) ring[(l) * SLOTS + (position) % ((l) == ROUTE -> ROUTE_SLOTS : SLOTS)]

/* ---- Records: the committed one, and the spare while it is being written (record.ts). Positions by lane ---- */
byte recordTail[5]; byte recordHead[5]; byte recordFinished[2]; bool recordEnded[4]; byte recordDeadLettered[2];
byte spareTail[5]; byte spareHead[5]; byte spareFinished[2]; bool spareEnded[4]; byte spareDeadLettered[2];
/*
 * What is written before the flip (slots behind the tail, the spare record) nobody reads before all of it is written anew:
 * a kill in the midst is the same as one before. With FINE it is modelled all the same, and what it leaves behind.
 */
#if defined(FINE) || defined(MUTATE_RECORD_IN_PLACE)
#define MAY_DIE_UNSEEN MAY_DIE
#else
#define MAY_DIE_UNSEEN skip
#endif
#ifdef MUTATE_RECORD_IN_PLACE
#define RECORD(field, value) record##field = value; MAY_DIE_UNSEEN
#define FLIP(field) skip
#else
#define RECORD(field, value) spare##field = value; MAY_DIE_UNSEEN
/* The flip makes the spare record the committed one. The other is dead from then on, and cleared. */
#define FLIP(field) record##field = spare##field; spare##field = 0
#endif

/* ---- What is asked of the model, and bookkeeping that no process decides by ---- */
byte kills = KILLS;
byte wantTicket = 1; byte wantNumber;   /* the item that the merger has to commit next */
byte deadTickets;                       /* bit t: ticket t was given up */
byte processesDone;
#ifdef POISON
bool blamed[2];                         /* DEATH_ATTEMPTS for the firing in progress; its limit is 1 here */
#endif

#define OUTPUTS(t) ((t) == SILENT || ((deadTickets >> (t)) & 1) -> 0 : ((t) == DOUBLE -> 2 : 1))
/* The next item in order, past tickets that bring none. */
#define NEXT_WANTED do :: wantTicket <= N && wantNumber >= OUTPUTS(wantTicket) -> wantTicket++; wantNumber = 0 :: else -> break od

/* Words only move forward: a store that would move one back is an error of its own. */
#define PUBLISH(word, value) assert(word <= value); word = value
/*
 * From the store of the head on, the consumed slots are the writer's. They are emptied at once, as if it had overwritten them
 * (with FINE only when it does), so that no two states differ by what is left in them.
 */
#if defined(FINE) || defined(MUTATE_HEAD_BEFORE_FLIP)
#define PUBLISH_HEAD(l) head[l] = recordHead[l]
#else
#define PUBLISH_HEAD(l) \
  assert(head[l] <= recordHead[l]); \
  do :: head[l] < recordHead[l] -> SLOT(l, head[l]) = 0; head[l]++ :: else -> break od
#endif
#define IS_TAIL_NEWS(l) (tail[l] != recordTail[l])
#define IS_HEAD_NEWS(l) (head[l] != recordHead[l])
#define IS_CLOSED_NEWS(l, p) (recordEnded[p] && !closed[l])

/* The end of a process after one of its stores. Its successor begins at `resume`, whenever it likes. */
#define MAY_DIE if :: true :: kills > 0 -> kills--; goto resume fi

#define SPLIT }; atomic {
#ifdef FINE
#define SPLIT_FINE SPLIT
#else
#define SPLIT_FINE
#endif

#include "doorbell.pml"
#include "writer.pml"
#include "replica.pml"
#include "merger.pml"

/* When all are done: every ticket is accounted for in every queue's ledger, and all that was committed is published. */
active proctype Ledger() {
  byte ticket = 1; byte total; byte dead; byte lane;

  processesDone == 4;
  d_step {
    assert(recordTail[0] + recordTail[1] == N && recordTail[ROUTE] == N && recordHead[ROUTE] == N);
    assert(recordTail[0] == recordHead[0] && recordTail[1] == recordHead[1]);
    assert(recordTail[2] == recordHead[2] && recordTail[3] == recordHead[3]);
    NEXT_WANTED;
    assert(wantTicket == N + 1);
    do
    :: ticket <= N -> total = total + OUTPUTS(ticket); dead = dead + ((deadTickets >> ticket) & 1); ticket++
    :: else -> break
    od;
    assert(recordTail[2] + recordTail[3] == total && dead == recordDeadLettered[0] + recordDeadLettered[1]);
    do
    :: lane < 5 -> assert(tail[lane] == recordTail[lane] && head[lane] == recordHead[lane] && closed[lane]); lane++
    :: else -> break
    od
  }
}
