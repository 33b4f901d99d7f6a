/*
 * A replica of the section: takes one ticket per firing, puts none, one or two items that carry it. Mirrors Replica.step of a
 * transform with one input (SingleTaking, SingleInput), OutputPort, ReplicaPorts. Replica r reads lane r, writes lane 2 + r.
 */

#define r   (_pid - REPLICA_0)
#define out (r + 2)

#define TO_TOP if :: recordEnded[_pid] -> goto ended :: else -> goto look fi

#define HAS_ITEM     (recordHead[r] < tail[r])
#define TICKET       SLOT(r, recordHead[r])
#define OUT_HAS_ROOM (recordTail[out] - head[out] < CAPACITY)
/* SingleInput.finishedTicket once the item in hand is consumed: what the next item says, if there is one. */
#define FINISHED_AFTER(ticket) (recordHead[r] + 1 < tail[r] -> SLOT(r, recordHead[r] + 1) - 1 : ticket)
/* Replica.#wait, hasSilentProgress: tickets before the next item's went elsewhere, so they are finished here. */
#define HAS_SILENT   (HAS_ITEM && TICKET - 1 != recordFinished[r])

/* ReplicaPorts.#publish: the next store that has something to say. */
#ifdef MUTATE_FINISHED_NOT_REPUBLISHED
#define IS_FINISHED_NEWS (!fresh && finished[r] != recordFinished[r])
#else
#define IS_FINISHED_NEWS (finished[r] != recordFinished[r])
#endif
#define TO_OUT  if :: IS_TAIL_NEWS(out) || IS_FINISHED_NEWS || IS_CLOSED_NEWS(out, _pid) -> goto laneOut :: else -> TO_IN fi
#define TO_IN   if :: IS_HEAD_NEWS(r) -> goto laneIn :: else -> TO_RING_ALL fi
#define RING_ALL RING(WRITER); SPLIT_FINE RING(MERGER); fresh = false; TO_SKIP; TO_NEXT
#ifdef FINE
#define TO_RINGS goto ringAll
#else
#define TO_RINGS RING_ALL
#endif
#ifdef MUTATE_SUCCESSOR_DOES_NOT_RING
#define TO_RING_ALL fresh = false; TO_NEXT
#else
#define TO_RING_ALL if :: fresh -> TO_RINGS :: else -> TO_NEXT fi
#endif
#ifdef MUTATE_SUCCESSOR_DOES_NOT_PUBLISH
#define RESUME TO_RING_ALL
#else
#define RESUME TO_OUT
#endif
#ifdef MUTATE_FINISHED_NOT_RECORDED
#define FORGET recordFinished[r] = 0
#else
#define FORGET skip
#endif

/* The words of the output lane, one per step: tail, finishedTicket, closed; then the ring of its reader. */
#define PUBLISH_TAIL     PUBLISH(tail[out], recordTail[out])
#define PUBLISH_FINISHED PUBLISH(finished[r], recordFinished[r])
#define PUBLISH_CLOSED   PUBLISH(closed[out], true)
#ifdef MUTATE_FINISHED_BEFORE_TAIL
#define PUBLISH_OUT if :: IS_FINISHED_NEWS -> PUBLISH_FINISHED :: else -> if :: IS_TAIL_NEWS(out) -> PUBLISH_TAIL :: else -> PUBLISH_CLOSED fi fi
#else
#define PUBLISH_OUT if :: IS_TAIL_NEWS(out) -> PUBLISH_TAIL :: else -> if :: IS_FINISHED_NEWS -> PUBLISH_FINISHED :: else -> PUBLISH_CLOSED fi fi
#endif

#define COMMIT(isEnded, finishedNow, consumed, given, put) \
  RECORD(Ended[_pid], isEnded); \
  RECORD(Finished[r], finishedNow); \
  RECORD(Head[r], recordHead[r] + consumed); \
  RECORD(DeadLettered[r], recordDeadLettered[r] + given); \
  RECORD(Tail[out], recordTail[out] + put); \
  FLIP(Ended[_pid]); FLIP(Finished[r]); FLIP(Head[r]); FLIP(DeadLettered[r]); FLIP(Tail[out])

#ifdef MUTATE_HEAD_BEFORE_FLIP
#define HEAD_EARLY head[r] = recordHead[r] + 1; MAY_DIE; RING_LATE(WRITER); SPLIT
#else
#define HEAD_EARLY
#endif
#ifdef POISON
#define MAY_DIE_BLAMED if :: true :: kills > 0 -> blamed[r] = true; kills--; goto resume fi
#define UNBLAME blamed[r] = false
#define TO_SKIP if :: blamed[r] -> goto skipFiring :: else fi
#else
#define MAY_DIE_BLAMED MAY_DIE_UNSEEN
#define UNBLAME skip
#define TO_SKIP skip
#endif

active [2] proctype Replica() {
  bool fresh;
  bool armed;
  byte item;                    /* the ticket in hand, as read when the firing began */

  goto look;
resume:
  atomic { bell[_pid] = AWAKE; armed = false; item = 0; fresh = true; FORGET; RESUME };

  /*
   * SingleTaking.prepare, Replica.#fireIfSpace. Tails, heads and closed only move forward, so what was seen to be there is
   * there at the last load. What was seen to be missing may have come since: each such load is a step.
   */
look:
  atomic {
    IS_AWAKE;
    if
    :: HAS_ITEM && OUT_HAS_ROOM -> item = TICKET; LOOKED
    :: HAS_SILENT -> LOOKED; COMMIT(false, TICKET - 1, 0, 0, 0); MAY_DIE; TO_OUT
    :: closed[r] && !HAS_ITEM -> LOOKED; COMMIT(true, recordFinished[r], 0, 0, 0); MAY_DIE; TO_OUT
    :: !IS_ARMED -> TO_ARM
    :: IS_ARMED && !HAS_ITEM -> goto lookClosed
    :: IS_ARMED && HAS_ITEM && !OUT_HAS_ROOM && !HAS_SILENT -> TO_SLEEP
    fi;
    SPLIT_FINE
    /*
     * The firing, with the load of the tail that the commit makes. A view is valid until then: it is read again. Staged
     * slots lie behind the tail, and nobody else reads record and flip.
     */
    HEAD_EARLY
    assert(TICKET == item && item > recordFinished[r]);
    MAY_DIE_BLAMED;
    if
    :: OUTPUTS(item) >= 1 -> SLOT(out, recordTail[out]) = 2 * item; MAY_DIE_BLAMED
    :: else
    fi;
    if
    :: OUTPUTS(item) == 2 -> SLOT(out, recordTail[out] + 1) = 2 * item + 1; MAY_DIE_BLAMED
    :: else
    fi;
    COMMIT(false, FINISHED_AFTER(item), 1, 0, OUTPUTS(item));
    UNBLAME;
    item = 0;
    MAY_DIE;
    TO_OUT
  };
lookClosed:
  atomic { if :: !closed[r] || HAS_ITEM -> goto lookSilent :: else -> goto look fi };
lookSilent:
  atomic { if :: HAS_SILENT -> goto look :: else -> TO_SLEEP fi };

laneOut:
  atomic {
    RING_EARLY(MERGER)
    PUBLISH_OUT;
    MAY_DIE;
    if :: IS_TAIL_NEWS(out) || IS_FINISHED_NEWS || IS_CLOSED_NEWS(out, _pid) -> goto laneOut :: else fi;
    RING_LATE(MERGER);
    TO_IN
  };
laneIn:  atomic { RING_EARLY(WRITER) PUBLISH_HEAD(r); MAY_DIE; RING_LATE(WRITER); TO_RING_ALL };
#ifdef FINE
ringAll: atomic { RING_ALL };
#endif

  WAITING_STEPS;

#ifdef POISON
  /* Replica.#giveUp: the firing that ended its process is passed over, with what it had in hand. */
skipFiring:
  atomic {
    assert(HAS_ITEM);
    item = TICKET;
    COMMIT(false, FINISHED_AFTER(item), 1, 1, 0);
    UNBLAME;
    deadTickets = deadTickets | (1 << item);
    item = 0;
    MAY_DIE;
    TO_OUT
  };
#endif

ended:
  atomic { processesDone++ }
}

#undef r
#undef out
#undef HAS_ITEM
#undef HAS_SILENT
#undef COMMIT
#undef TO_RING_ALL
#undef RING_ALL
#undef TO_RINGS
#undef RESUME
#undef TO_TOP
