/*
 * The merger: a sink with one merging input. It takes ticket t from the lane that the route names, until that lane has
 * finished t. Mirrors MergingInput, SingleTaking, Replica.step, ReplicaPorts.
 */

#define TO_TOP if :: recordEnded[MERGER] -> goto ended :: else -> goto look fi

#define HAS_ROUTE (ticket - 1 < tail[ROUTE])
#define LANE      (2 + SLOT(ROUTE, ticket - 1) % 2)
#define HAS_ITEM  (recordHead[LANE] < tail[LANE])
#define ITEM      SLOT(LANE, recordHead[LANE])
/* MergingInput.#findNext: closed and finished are loaded before the tail, and only move forward. */
#define IS_OVER   (closed[LANE] || finished[LANE - 2] >= ticket)
#define ROUTED    (SLOT(ROUTE, ticket - 1) / 2)
#define FOUND     (HAS_ROUTE && HAS_ITEM && ITEM / 2 == ticket)
/* MergingInput.releaseSilentTickets */
#define HAS_SILENT (ticket - 1 - recordHead[ROUTE] >= SILENT_MAX)

/* ReplicaPorts.#publish: the next store that has something to say. */
#define TO_LANE_2 if :: IS_HEAD_NEWS(2) -> goto lane2 :: else -> TO_LANE_3 fi
#define TO_LANE_3 if :: IS_HEAD_NEWS(3) -> goto lane3 :: else -> TO_ROUTE_HEAD fi
#define TO_ROUTE_HEAD if :: IS_HEAD_NEWS(ROUTE) -> goto route :: else -> TO_RING_ALL fi
#define RING_ALL RING(REPLICA_0); SPLIT_FINE RING(REPLICA_1); SPLIT_FINE RING(WRITER); fresh = false; TO_NEXT
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
#define RESUME TO_LANE_2
#endif

#define COMMIT(isEnded, consumed) \
  RECORD(Ended[MERGER], isEnded); \
  RECORD(Head[2], recordHead[2] + (LANE == 2 -> consumed : 0)); \
  RECORD(Head[3], recordHead[3] + (LANE == 3 -> consumed : 0)); \
  RECORD(Head[ROUTE], ticket - 1); \
  FLIP(Ended[MERGER]); FLIP(Head[2]); FLIP(Head[3]); FLIP(Head[ROUTE])

active proctype Merger() {
  bool fresh;
  bool armed;
  byte ticket = 1;              /* is being looked through; ahead of the record while tickets are silent */
  byte item;                    /* as read when the firing began */

  goto look;
resume:
  atomic { bell[MERGER] = AWAKE; armed = false; item = 0; ticket = recordHead[ROUTE] + 1; fresh = true; RESUME };

look:
  atomic {
    IS_AWAKE;
    if
    :: FOUND -> assert(ROUTED == ticket); item = ITEM; LOOKED
    :: HAS_ROUTE && HAS_ITEM && !FOUND -> ticket++; goto look
#ifdef MUTATE_TAIL_LOADED_BEFORE_FINISHED
    :: HAS_ROUTE && !HAS_ITEM -> goto lookOver
#else
    :: HAS_ROUTE && !HAS_ITEM && IS_OVER -> ticket++; goto look
#endif
    :: HAS_SILENT -> LOOKED; COMMIT(false, 0); MAY_DIE; TO_LANE_2
    :: !HAS_ROUTE && closed[ROUTE] -> LOOKED; COMMIT(true, 0); MAY_DIE; TO_LANE_2
    :: !IS_ARMED -> TO_ARM
    :: IS_ARMED && HAS_ROUTE && !IS_OVER -> goto lookItem
    :: IS_ARMED && !HAS_ROUTE && !HAS_SILENT -> goto lookEnd
    fi;
    SPLIT_FINE
    /* The firing: what is delivered by the flip is what was wanted next. The view is read as late as that. */
    assert(ITEM == item);
    COMMIT(false, 1);
    NEXT_WANTED;
    assert(item == 2 * wantTicket + wantNumber);
    wantNumber++;
    NEXT_WANTED;
    item = 0;
    MAY_DIE;
    TO_LANE_2
  };
  /* Not finished when looked at, and then no item: wait, unless tickets that brought nothing are worth a commit. */
lookItem:
  atomic { if :: !HAS_ITEM && !HAS_SILENT -> TO_SLEEP :: else -> goto look fi };
  /* SingleInput.isExhausted: closed is loaded, then all is looked at once more. */
lookEnd:
  atomic { if :: !closed[ROUTE] || HAS_ROUTE -> TO_SLEEP :: else -> goto look fi };

lane2:   atomic { RING_EARLY(REPLICA_0) PUBLISH_HEAD(2); MAY_DIE; RING_LATE(REPLICA_0); TO_LANE_3 };
lane3:   atomic { RING_EARLY(REPLICA_1) PUBLISH_HEAD(3); MAY_DIE; RING_LATE(REPLICA_1); TO_ROUTE_HEAD };
route:   atomic { RING_EARLY(WRITER) PUBLISH_HEAD(ROUTE); MAY_DIE; RING_LATE(WRITER); TO_RING_ALL };
#ifdef FINE
ringAll: atomic { RING_ALL };
#endif

  WAITING_STEPS;

#ifdef MUTATE_TAIL_LOADED_BEFORE_FINISHED
lookOver:
  atomic { if :: IS_OVER -> ticket++ :: else fi; goto look };
#endif

ended:
  atomic { processesDone++ }
}
