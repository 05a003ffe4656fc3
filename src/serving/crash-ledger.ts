/**
 * Which requests a model's process died of. A crash is charged to the requests whose prompt was being read, as that is
 * when a poisonous one does its harm; where there was none, to all that ran. A request that ends well is acquitted. The
 * second charge in a row puts it in quarantine: asked again, it would take the others down once more.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";

/** One request at work on one process. */
export interface LedgerEntry {
  /** Its first token came. */
  began(): void;
  /** It ended, and its process lives. */
  ended(): void;
  /** Its process died. Returns whether this request was charged, and may be asked again. */
  crashed(): { readonly isSuspect: boolean; readonly refusal: ReparteeError | undefined };
}

export interface CrashLedger {
  /** Why the request may not be asked, if so. */
  refusal(model: string, request: GenerateRequest): ReparteeError | undefined;
  enter(process: LoadedModel, model: string, request: GenerateRequest): LedgerEntry;
  /** Requests in quarantine now. */
  readonly quarantined: number;
}

interface Running {
  readonly model: string;
  readonly request: GenerateRequest;
  hasBegun: boolean;
}

interface Charge {
  count: number;
  untilMs: number;
}

const quarantineMs = 60 * 60_000;
const chargesForQuarantine = 2;
/** Oldest are forgotten first: the memory of a server is not a stranger's to fill. */
const maxCharges = 1_000;

export function createCrashLedger(clock: Clock, log: Log): CrashLedger {
  const processes = new WeakMap<LoadedModel, Set<Running>>();
  const judged = new WeakMap<LoadedModel, ReadonlySet<Running>>();
  const charges = new Map<string, Charge>();

  function charge({ model, request }: Running): void {
    const key = keyOf(model, request);
    const before = charges.get(key);
    const count = (before !== undefined && before.untilMs > clock.now() ? before.count : 0) + 1;
    charges.delete(key);
    charges.set(key, { count, untilMs: clock.now() + quarantineMs });
    const [oldest] = charges.size > maxCharges ? charges.keys() : [];
    if (oldest !== undefined) charges.delete(oldest);
    if (count === chargesForQuarantine) log.warn({ model, requestHash: key.slice(0, 12) }, "request is quarantined");
  }

  /** The suspects of the death of a process; found once, by the first request that notices it. */
  function suspectsOf(process: LoadedModel): ReadonlySet<Running> {
    const known = judged.get(process);
    if (known !== undefined) return known;
    const running = [...(processes.get(process) ?? [])];
    const reading = running.filter(({ hasBegun }) => !hasBegun);
    const suspects = new Set(reading.length > 0 ? reading : running);
    for (const suspect of suspects) charge(suspect);
    judged.set(process, suspects);
    return suspects;
  }

  function refusal(model: string, request: GenerateRequest): ReparteeError | undefined {
    if (charges.size === 0) return undefined;
    const found = charges.get(keyOf(model, request));
    if (found === undefined || found.count < chargesForQuarantine) return undefined;
    const leftMs = found.untilMs - clock.now();
    if (leftMs <= 0) return undefined;
    return new ReparteeError(
      "request_quarantined",
      `Cannot answer with model "${model}": its process died of this request ${found.count} times`,
      { hint: "Change the request, or use another model.", facts: { retry_in_seconds: Math.ceil(leftMs / 1000) } },
    );
  }

  return {
    refusal,
    enter(process, model, request) {
      const entry: Running = { model, request, hasBegun: false };
      const running = processes.get(process) ?? new Set();
      processes.set(process, running.add(entry));
      return {
        began() {
          entry.hasBegun = true;
        },
        ended() {
          running.delete(entry);
          if (charges.size > 0 && entry.hasBegun) charges.delete(keyOf(model, request));
        },
        crashed() {
          const isSuspect = suspectsOf(process).has(entry);
          return { isSuspect, refusal: isSuspect ? refusal(model, request) : undefined };
        },
      };
    },
    get quarantined() {
      const nowMs = clock.now();
      const all = [...charges.values()];
      return all.filter(({ count, untilMs }) => count >= chargesForQuarantine && untilMs > nowMs).length;
    },
  };
}

/** What the process was given, less the id. */
function keyOf(model: string, { id: _, client: __, replyPrefix: ___, ...request }: GenerateRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([model, request]))
    .digest("hex");
}
