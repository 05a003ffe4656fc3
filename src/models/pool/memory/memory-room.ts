/**
 * Room in memory for loads: who gets it, in which order, and who has to go for it.
 *
 *  1. A load begins when its memory was set aside. What is set aside never exceeds the budget; only a measurement that
 *     turns out larger than its estimate can, and then idle models go until it fits again or one model is left.
 *  2. First come, first served: only the first load in the queue is looked at. A ticket says who came first; a load
 *     has that of the request that began it.
 *  3. Room is made by idle models only. What is being given back is counted, so nobody goes for nothing.
 *  4. Where the idle ones do not suffice, the first load waits, and requests that came after it are held back from
 *     models that could go: without that, a model that is never quite idle would never make room. They are held back
 *     for `holdBackMs` a load: a long reply must not stop everybody.
 *  5. A load that could never have room, all idle but the pinned ones, is refused at once with the numbers. No load
 *     waits for another load that waits, so two of them cannot wait for each other.
 *     With a probed budget only pinned models are a reason: a load that is larger than the budget has all of it to
 *     itself, and what really is free decides.
 *  6. A load that nobody waits for (a preload) takes room that is free and makes nobody go.
 */
import { sizeText } from "../../../core/byte-size.ts";
import type { Clock, ScheduledCall } from "../../../core/clock.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { chooseVictims, isEvictable, type Resident } from "./eviction.ts";
import { createMemoryLedger, type Claim, type ClaimOwner } from "./memory-ledger.ts";
import { abortError } from "../../../core/until-aborted.ts";

/** Below the 20 s that a load may stand still by default: who is held back gets in before his own clock rings. */
const holdBackMs = 15_000;

export interface MemoryRoomOptions {
  readonly budgetBytes?: number;
  /**
   * Asked for the budget, in place of a fixed one, before each load for which no other model is in memory. Undefined, or
   * a rejection: it cannot be told, and there is no limit. With neither of the two nobody waits or goes.
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

interface Waiting {
  readonly request: RoomRequest;
  bytes: number | undefined;
  /** Set from the first time that it had to wait for somebody; `over` when that was long enough. */
  holdBack: ScheduledCall | "over" | undefined;
  settle(result: Claim | undefined | ReparteeError): void;
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
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
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
    const refusal = refuse(request, bytes);
    if (refusal !== undefined) head.settle(refusal);
    else if (bytes <= ledger.freeBytes) head.settle(ledger.claim(request, bytes));
    else if (!request.wanted()) head.settle(undefined);
    else {
      makeRoom(head, bytes - ledger.freeBytes - ledger.leavingBytes);
      return false;
    }
    return true;
  }

  /** What one model can have at most. */
  function mostBytes(): number {
    return Math.max(0, ledger.budgetBytes - sumBytes(pinnedClaims()));
  }

  function pinnedClaims(): Claim[] {
    return [...ledger.claims].filter((claim) => claim.pinned && !claim.leaving);
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
    const idle = residents()
      .filter(isEvictable)
      .toSorted((a, b) => (a.idleSinceMs ?? 0) - (b.idleSinceMs ?? 0));
    const staying = [...ledger.claims].filter((claim) => !claim.leaving && claim.bytes > 0);
    if (staying.length === idle.length) idle.pop();
    const idleBytes = idle.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const victim of chooseVictims(idle, Math.min(excessBytes, idleBytes)) ?? []) evict(victim.name);
  }

  function refuse({ model, pinned }: RoomRequest, bytes: number): ReparteeError | undefined {
    const { budgetBytes } = ledger;
    const holders = pinnedClaims();
    const pinnedBytes = sumBytes(holders);
    if (bytes + pinnedBytes <= budgetBytes) return undefined;
    const names = holders.map((claim) => claim.model).join(", ");
    const rest = holders.length === 0 ? "" : `, of which pinned models hold ${sizeText(pinnedBytes)} (${names})`;
    return new ReparteeError(
      "insufficient_memory",
      `Cannot load model "${model}": it needs ${sizeText(bytes)}, the memory budget is ${sizeText(budgetBytes)}${rest}`,
      {
        hint: `${probeBudget === undefined ? "Raise memory_budget, or choose" : "Choose"} a smaller quantization, context_size or number of slots${
          holders.length === 0 || pinned ? "" : ", or unload a pinned model"
        }.`,
        facts: { needed_bytes: bytes, budget_bytes: budgetBytes, pinned_bytes: pinnedBytes },
      },
    );
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
      const waiting: Waiting = {
        request,
        bytes: typeof request.bytes === "number" && probeBudget === undefined ? request.bytes : undefined,
        holdBack: undefined,
        settle(result) {
          queue.splice(queue.indexOf(waiting), 1);
          if (typeof waiting.holdBack === "object") waiting.holdBack.cancel();
          request.signal.removeEventListener("abort", onAbort);
          if (result instanceof ReparteeError) reject(result);
          else resolve(result);
        },
      };
      const onAbort = (): void => {
        waiting.settle(abortError(request.signal, `load model "${request.model}"`));
        review();
      };
      if (request.signal.aborted) return reject(abortError(request.signal, `load model "${request.model}"`));
      request.signal.addEventListener("abort", onAbort, { once: true });
      const place = queue.findIndex((other) => other.request.ticket > request.ticket);
      queue.splice(place === -1 ? queue.length : place, 0, waiting);
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

function sumBytes(claims: readonly Claim[]): number {
  return claims.reduce((sum, { bytes }) => sum + bytes, 0);
}
