/*
 * The writer: the head of the section. One firing deals out one ticket, to any lane that has room, which covers the least
 * filled one, and tells the merger so on the route lane. Mirrors Replica.step of a source, OutputPort, ReplicaPorts.
 */

#define TO_TOP if :: recordEnded[WRITER] -> goto ended :: else -> goto look fi

#define HAS_ROOM(l)   (recordTail[l] - head[l] < CAPACITY)
#define ROUTE_HAS_ROOM (recordTail[ROUTE] - head[ROUTE] < ROUTE_CAPACITY)

/* ReplicaPorts.#publish: the next store that has something to say. */
#define TO_LANE_0 if :: IS_TAIL_NEWS(0) || IS_CLOSED_NEWS(0, WRITER) -> goto lane0 :: else -> TO_LANE_1 fi
#define TO_LANE_1 if :: IS_TAIL_NEWS(1) || IS_CLOSED_NEWS(1, WRITER) -> goto lane1 :: else -> TO_ROUTE fi
#define TO_ROUTE  if :: IS_TAIL_NEWS(ROUTE) || IS_CLOSED_NEWS(ROUTE, WRITER) -> goto route :: else -> TO_RING_ALL fi
#define RING_ALL RING(REPLICA_0); SPLIT_FINE RING(REPLICA_1); SPLIT_FINE RING(MERGER); fresh = false; TO_NEXT
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
#define RESUME TO_LANE_0
#endif

/* The words of one lane: tail, then closed, then the ring of its reader. */
#ifdef MUTATE_CLOSED_BEFORE_TAIL
#define PUBLISH_LANE(l) \
  if :: IS_CLOSED_NEWS(l, WRITER) -> PUBLISH(closed[l], true); MAY_DIE; if :: IS_TAIL_NEWS(l) -> goto lane##l :: else fi \
     :: else -> PUBLISH(tail[l], recordTail[l]); MAY_DIE fi
#else
#define PUBLISH_LANE(l) \
  if :: IS_TAIL_NEWS(l) -> PUBLISH(tail[l], recordTail[l]); MAY_DIE; if :: IS_CLOSED_NEWS(l, WRITER) -> goto lane##l :: else fi \
     :: else -> PUBLISH(closed[l], true); MAY_DIE fi
#endif
#ifdef MUTATE_PAYLOAD_AFTER_TAIL
#define STAGE skip
#define STAGE_LATE(l) SPLIT SLOT(l, recordTail[l] - 1) = recordTail[ROUTE];
#else
#define STAGE SLOT(to, recordTail[to]) = recordTail[ROUTE] + 1; MAY_DIE_UNSEEN
#define STAGE_LATE(l)
#endif
#ifdef MUTATE_TAIL_BEFORE_FLIP
#define TAIL_EARLY SPLIT PUBLISH(tail[to], recordTail[to] + 1); MAY_DIE; RING_LATE(REPLICA_0 + to); SPLIT
#else
#define TAIL_EARLY
#endif

active proctype Writer() {
  bool fresh;                   /* a successor that has not rung all neighbours yet */
  bool armed;                   /* between arm and disarm */
  bit to;                       /* the lane that the ticket in hand goes to */

  goto look;
resume:
  atomic { bell[WRITER] = AWAKE; armed = false; to = 0; fresh = true; RESUME };

  /* OutputPort.fullQueue, #choose. Heads only move forward, so room that was seen is still there at the last load. */
look:
  atomic {
    IS_AWAKE;
    if
    :: HAS_ROOM(0) && ROUTE_HAS_ROOM -> to = 0
    :: HAS_ROOM(1) && ROUTE_HAS_ROOM -> to = 1
    :: !IS_ARMED -> TO_ARM
    :: IS_ARMED && !HAS_ROOM(0) -> goto lookLane1
    :: IS_ARMED && !ROUTE_HAS_ROOM -> TO_SLEEP
    fi;
    LOOKED;
    if
    :: recordTail[ROUTE] == N -> to = 0; recordEnded[WRITER] = true; MAY_DIE; TO_LANE_0
    :: else
    fi;
    STAGE;
    SLOT(ROUTE, recordTail[ROUTE]) = 2 * (recordTail[ROUTE] + 1) + to; MAY_DIE_UNSEEN;
    TAIL_EARLY
    /* A source may return `end` together with its last item, or in a firing of its own. */
    if
    :: recordTail[ROUTE] + 1 == N -> RECORD(Ended[WRITER], true)
    :: true -> RECORD(Ended[WRITER], false)
    fi;
    RECORD(Tail[0], recordTail[0] + 1 - to);
    RECORD(Tail[1], recordTail[1] + to);
    RECORD(Tail[ROUTE], recordTail[ROUTE] + 1);
    FLIP(Ended[WRITER]); FLIP(Tail[0]); FLIP(Tail[1]); FLIP(Tail[ROUTE]);
    to = 0;
    MAY_DIE;
    TO_LANE_0
  };
lookLane1:
  atomic { if :: !HAS_ROOM(1) -> TO_SLEEP :: else -> goto look fi };

lane0:   atomic { RING_EARLY(REPLICA_0) PUBLISH_LANE(0); STAGE_LATE(0) RING_LATE(REPLICA_0); TO_LANE_1 };
lane1:   atomic { RING_EARLY(REPLICA_1) PUBLISH_LANE(1); STAGE_LATE(1) RING_LATE(REPLICA_1); TO_ROUTE };
lane4:
route:   atomic { RING_EARLY(MERGER) PUBLISH_LANE(4); RING_LATE(MERGER); TO_RING_ALL };
#ifdef FINE
ringAll: atomic { RING_ALL };
#endif

  WAITING_STEPS;

ended:
  atomic { processesDone++ }
}

#undef TO_RING_ALL
#undef RING_ALL
#undef TO_RINGS
#undef RESUME
#undef TO_TOP
