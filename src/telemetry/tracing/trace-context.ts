/** W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/ */
import { randomBytes } from "node:crypto";

export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the span that asks. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const form = /^(?!ff)[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?:-.*)?$/;
const sampledFlag = 1;

/** Undefined for what is no `traceparent`: such a request begins a trace of its own. */
export function readTraceparent(header: string | undefined): TraceContext | undefined {
  const { traceId = "", spanId = "", flags = "" } = form.exec(header ?? "")?.groups ?? {};
  if (traceId === "" || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & sampledFlag) === sampledFlag };
}

export function writeTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}

export function newSpanId(): string {
  return randomBytes(8).toString("hex");
}
