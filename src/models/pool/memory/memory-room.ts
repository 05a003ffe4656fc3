/**
 * Room in memory for loads: who gets it, in which order, and which models are evicted for it.
 *
 *  1. A load begins when its memory was set aside. What is set aside never exceeds the budget; only a measurement that
 *     turns out larger than its estimate can, and then idle models are evicted until it fits again or one model is left.
 *  2. First come, first served: only the first load in the queue is looked at. A ticket says who came first; a load
 *     has that of the request that began it.
 *  3. Room is made by idle models only. What is being given back is counted, so no model is evicted without need.
 *  4. Where the idle ones do not suffice, the first load waits, and requests that came after it are held back from
 *     models that could go: without that, a model that is never quite idle would never make room. They are held back
 *     for `holdBackMs` a load: a long reply must not stop everybody.
 *  5. A load that could never have room, all idle but the pinned ones, is refused at once with the numbers. No load
 *     waits for another load that waits, so two of them cannot wait for each other.
 *     With a probed budget only pinned models are a reason: a load that is larger than the budget has all of it to
 *     itself, and what really is free decides.
 *  6. A load that nobody waits for (a preload) takes room that is free and makes nobody go.
 */
import type { Clock, ScheduledCall } from "../../../core/clock.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { abortError } from "../../../core/until-aborted.ts";
import { budgetRefusal, sumBytes } from "./budget-refusal.ts";
import { chooseExcess, chooseVictims, type Resident } from "./eviction.ts";
import { createMemoryLedger, type Claim, type ClaimOwner } from "./memory-ledger.ts";

/** Below the 20 s that a load may take without progress by default: who is held back gets in before its own timeout. */
const holdBackMs = 15_000;

export interface MemoryRoomOptions {
  readonly budgetBytes?: number;
  /**
   * Asked for the budget, in place of a fixed one, before each load for which no other model is in memory. Undefined, or
   * a rejection: it is unknown, and there is no limit. With neither of the two nothing waits or is evicted.
   */
  readonly probeBudget?: () => Promise<number | undefined>;
  readonly clock: Clock;
  /** The models that are loaded and ready, as they are now. */
  readonly residents: () => readonly Resident[];
  /** Begins to unload an idle model; its claim is `leaving` when this returns. */
  readonly evict: (name: string) => void;
}

export interface RoomRequest extends ClaimOwner {
  readonly ticket: number;
  readonly bytes: number | Promise<number>;
  /** Whether somebody waits for the model. */
  readonly wanted: () => boolean;
  readonly signal: AbortSignal;
}

export interface MemoryRoom {
  /** Whether there is, or may be, a limit. */
  readonly isLimited: boolean;
  /** Undefined: there is none, or it is not known yet. */
  readonly budgetBytes: number | undefined;
  readonly usedBytes: number;
  /** A number for a request: lower ones came earlier. */
  takeTicket(): number;
  /**
   * Sets memory aside, waiting for it in turn. Undefined: there is none, and nobody wants the model.
   * @throws ReparteeError `insufficient_memory` when there never will be any; the signal's reason.
   */
  claim(request: RoomRequest): Promise<Claim | undefined>;
  /** What a request has to wait for before it may hold a model that could make room; undefined when it may. */
  heldBack(ticket: number): Promise<void> | undefined;
  /** To be called when a model's state changed, or somebody came or left. Looks at the queue soon after. */
  review(): void;
}

export function createMemoryRoom(options: MemoryRoomOptions): MemoryRoom {
  const { clock, residents, evict, probeBudget } = options;
  const isLimited = options.budgetBytes !== undefined || probeBudget !== undefined;
  const ledger = createMemoryLedger(options.budgetBytes ?? Infinity, review);
  /** In the order of their tickets. */
  const queue: Waiting[] = [];
  let lastTicket = 0;
  let reviewing = false;
  /** Requests with a higher ticket are held back. */
  let heldBackAfter = Infinity;
  let wake: () => void = () => {};
  let change: Promise<void> = nextChange();

  function nextChange(): Promise<void> {
    return new Promise((resolve) => (wake = resolve));
  }

  function review(): void {
    if (reviewing) return;
    reviewing = true;
    queueMicrotask(() => {
      reviewing = false;
      serveQueue();
      wake();
      change = nextChange();
    });
  }

  function serveQueue(): void {
    heldBackAfter = Infinity;
    for (let [head] = queue; head !== undefined; [head] = queue) {
      // Its estimate is on its way, and bounded.
      if (head.bytes === undefined) return;
      if (!serve(head, head.bytes)) return;
    }
    shrink();
  }

  /** Whether it was served, one way or another. */
  function serve(head: Waiting, estimatedBytes: number): boolean {
    const { request } = head;
    const bytes = probeBudget === undefined ? estimatedBytes : Math.min(estimatedBytes, mostBytes() || estimatedBytes);
    const refusal = budgetRefusal(request, bytes, { ...limits(), isProbed: probeBudget !== undefined });
    if (refusal !== undefined) head.settle(refusal);
    else if (bytes <= ledger.freeBytes) head.settle(ledger.claim(request, bytes));
    else if (!request.wanted()) head.settle(undefined);
    else {
      makeRoom(head, bytes - ledger.freeBytes - ledger.leavingBytes);
      return false;
    }
    return true;
  }

  function limits(): { readonly budgetBytes: number; readonly pinned: readonly Claim[] } {
    return { budgetBytes: ledger.budgetBytes, pinned: [...ledger.claims].filter((one) => one.pinned && !one.leaving) };
  }

  /** The most that one model can have. */
  function mostBytes(): number {
    const { budgetBytes, pinned } = limits();
    return Math.max(0, budgetBytes - sumBytes(pinned));
  }

  function makeRoom(head: Waiting, neededBytes: number): void {
    const victims = neededBytes <= 0 ? [] : chooseVictims(residents(), neededBytes);
    for (const victim of victims ?? []) evict(victim.name);
    if (victims !== undefined) return;
    head.holdBack ??= clock.schedule(holdBackMs, () => {
      head.holdBack = "over";
      review();
    });
    if (head.holdBack !== "over") heldBackAfter = head.request.ticket;
  }

  /** Models turned out larger than estimated: idle ones go, as far as that helps, and never the last. */
  function shrink(): void {
    const excessBytes = -ledger.freeBytes - ledger.leavingBytes;
    if (excessBytes <= 0) return;
    const staying = [...ledger.claims].filter((claim) => !claim.leaving && claim.bytes > 0).length;
    for (const victim of chooseExcess(residents(), excessBytes, staying)) evict(victim.name);
  }

  /** The size of a load, and with it what the budget is now. */
  async function sizeUp(request: RoomRequest): Promise<number> {
    const bytes = await request.bytes;
    const isAlone = ![...ledger.claims].some((claim) => claim.bytes > 0);
    if (probeBudget !== undefined && bytes > 0 && isAlone) {
      ledger.budgetBytes = (await probeBudget().catch(() => undefined)) ?? Infinity;
    }
    return bytes;
  }

  function enqueue(request: RoomRequest): Promise<Claim | undefined> {
    return new Promise((resolve, reject) => {
      const onSettled = (result: Claim | undefined | ReparteeError): void => {
        if (result instanceof ReparteeError) reject(result);
        else resolve(result);
      };
      const waiting = join(queue, request, onSettled, review);
      if (waiting === undefined) return;
      if (typeof request.bytes === "number" && probeBudget === undefined) waiting.bytes = request.bytes;
      void sizeUp(request).then((bytes) => {
        waiting.bytes = bytes;
        // What needs no memory waits for none.
        if (bytes === 0 && queue.includes(waiting)) waiting.settle(ledger.claim(request, 0));
        review();
      });
    });
  }

  return {
    isLimited,
    get budgetBytes() {
      return ledger.budgetBytes === Infinity ? undefined : ledger.budgetBytes;
    },
    get usedBytes() {
      return ledger.claimedBytes;
    },
    takeTicket: () => (lastTicket += 1),
    async claim(request) {
      const isFree = !isLimited || request.bytes === 0;
      return isFree ? ledger.claim(request, 0) : await enqueue(request);
    },
    heldBack: (ticket) => (ticket > heldBackAfter ? change : undefined),
    review,
  };
}

/** A load that waits for memory. */
interface Waiting {
  readonly request: RoomRequest;
  /** Undefined while it is being estimated. */
  bytes: number | undefined;
  /** Set from the first time that it had to wait for somebody; `over` when that was long enough. */
  holdBack: ScheduledCall | "over" | undefined;
  /** Takes it out of the queue. */
  settle(result: Claim | undefined | ReparteeError): void;
}

/**
 * Joins the queue at the place of the request's ticket. Undefined when the request was aborted before: it is settled then.
 * @param onLeft Called when the request leaves because it was aborted.
 */
function join(
  queue: Waiting[],
  request: RoomRequest,
  onSettled: (result: Claim | undefined | ReparteeError) => void,
  onLeft: () => void,
): Waiting | undefined {
  const { signal, model, ticket } = request;
  const aborted = (): ReparteeError => abortError(signal, `load model "${model}"`);
  const waiting: Waiting = {
    request,
    bytes: undefined,
    holdBack: undefined,
    settle(result) {
      queue.splice(queue.indexOf(waiting), 1);
      if (typeof waiting.holdBack === "object") waiting.holdBack.cancel();
      signal.removeEventListener("abort", onAbort);
      onSettled(result);
    },
  };
  const onAbort = (): void => {
    waiting.settle(aborted());
    onLeft();
  };
  if (signal.aborted) {
    onSettled(aborted());
    return undefined;
  }
  signal.addEventListener("abort", onAbort, { once: true });
  const place = queue.findIndex((other) => other.request.ticket > ticket);
  queue.splice(place === -1 ? queue.length : place, 0, waiting);
  return waiting;
}
