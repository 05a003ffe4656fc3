/** The rows of the wall: what an upstream may do wrong, and what its gateway's client must see of it. */
import type { Fault } from "../fake-upstream/fault.ts";
import type { TcpFault } from "../tcp-fault-proxy.ts";

/**
 * `fails`: there is no whole reply to be had. `recovers`: another try would have one, or the damage does not matter; an
 * error is allowed. `harmless`: the reply is whole, and every gateway must pass it on.
 */
export type Severity = "fails" | "recovers" | "harmless";

/** A fault that the fake provider's model shows, or one of the connection to it. */
export type WallFault = { readonly model: Fault } | { readonly connection: ConnectionFault };

export type ConnectionFault = "refuse" | TcpFault;

export interface WallRow {
  readonly name: string;
  /** Before the reply's first token, and after it; undefined where there is no such thing. */
  readonly before?: WallFault;
  readonly after?: WallFault;
  readonly severity: Severity;
}

const ofModel = (fault: Fault): WallFault => ({ model: fault });

function before(name: string, fault: Fault, severity: Severity = "fails"): WallRow {
  return { name, before: ofModel(fault), severity };
}

function both(name: string, first: Fault, middle: Fault, severity: Severity = "fails"): WallRow {
  return { name, before: ofModel(first), after: ofModel(middle), severity };
}

function after(name: string, fault: Fault, severity: Severity = "fails"): WallRow {
  return { name, after: ofModel(fault), severity };
}

function connection(
  name: string,
  first: ConnectionFault | undefined,
  middle?: TcpFault,
  severity: Severity = "fails",
): WallRow {
  return {
    name,
    ...(first === undefined ? {} : { before: { connection: first } }),
    ...(middle === undefined ? {} : { after: { connection: middle } }),
    severity,
  };
}

/** In the middle of the fault's reply of 60 tokens, by bytes of the answer with its head; also of one that is whole. */
const middle = 700;

export const wallRows: readonly WallRow[] = [
  connection("connection refused", "refuse"),
  before("black hole", "black-hole"),
  connection("slow connect", { delayMs: 200 }, undefined, "harmless"),
  connection("no TLS, no HTTP", { garbageAfterBytes: 0 }),
  before("closed without an answer", "no-answer"),
  before("401", "unauthorized"),
  before("404 no such model", "not-found"),
  before("408", "request-timeout"),
  before("413", "too-large"),
  before("429, short Retry-After", "rate-limited-once", "recovers"),
  before("429, long Retry-After", "rate-limited"),
  before("500", "server-error"),
  before("502 with a page", "bad-gateway-page"),
  before("503 once", "unavailable-once", "recovers"),
  before("503, long Retry-After", "unavailable-for-long"),
  before("redirect", "redirect"),
  before("200 with an error", "error-body"),
  before("200 with a page", "page"),
  before("200 with nothing", "empty"),
  before("empty stream", "empty-stream"),
  before("unknown encoding", "compressed"),
  both("end of stream", "role-only", "cut-at-40"),
  both("error event", "error-first", "error-middle"),
  both("reset", "reset-first", "reset-at-40"),
  connection("reset by the network", { resetAfterBytes: 60 }, { resetAfterBytes: middle }),
  connection("half-close by the network", { halfCloseAfterBytes: 60 }, { halfCloseAfterBytes: middle }),
  connection("garbage from the network", { garbageAfterBytes: 60 }, { garbageAfterBytes: middle }),
  both("stall", "silent", "stall-at-20"),
  connection("stall of the network", { stallAfterBytes: 60 }, { stallAfterBytes: middle }),
  both("comments only", "comments-only", "comments-at-20"),
  both("bad JSON", "garbage", "bad-frame-at-10", "recovers"),
  both("giant frame", "giant-frame-first", "giant-frame", "recovers"),
  after("no end of the reply", "no-final"),
  after("no finish reason", "no-finish-reason", "recovers"),
  after("empty finish reason", "empty-finish-reason", "recovers"),
  after("whole, stays open", "open-end", "recovers"),
  after("drip", "drip", "harmless"),
  after("split characters", "split-characters", "harmless"),
  after("no usage", "no-usage", "harmless"),
];
