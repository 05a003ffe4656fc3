/** How replies of a faulty upstream end, in a form that the tests of each protocol compare alike. */
import type { LoadedModel } from "../../../src/core/engine.ts";
import type { ErrorCode } from "../../../src/core/errors.ts";
import type { GenerateEvent } from "../../../src/core/generate-event.ts";
import type { FakeClock } from "../../../src/testing/fake-clock.ts";
import { faultyReplyText } from "../../../src/testing/fake-upstream/echo-reply.ts";
import type { FaultOutcome } from "./fault-outcomes.ts";
import { outcomeOf, type ReplyOutcome } from "./reply-outcome.ts";

/** The key that the tests' upstreams are asked with, which no error may repeat. */
export const secretKey = "hunter2-secret";

export type ReplyEnd =
  | {
      readonly ends: "error";
      readonly code: ErrorCode | undefined;
      readonly tokens: number;
      readonly isBeginning: boolean;
      readonly showsSecret: boolean;
      readonly terminalEvents: number;
    }
  | {
      readonly ends: "whole";
      readonly text: string;
      readonly warnings: readonly string[];
      readonly reason: string | undefined;
      readonly completionTokens: number | undefined;
      readonly terminalEvents: number;
    };

export function endOf({ text, tokens, finish, error, events }: ReplyOutcome): ReplyEnd {
  const terminalEvents = events.filter(({ type }) => type === "finish" || type === "error").length;
  if (finish === undefined) {
    const shown = JSON.stringify(error) + String(error);
    return {
      ends: "error",
      code: error?.code,
      tokens,
      isBeginning: faultyReplyText.startsWith(text),
      showsSecret: shown.includes(secretKey),
      terminalEvents,
    };
  }
  return {
    ends: "whole",
    text,
    warnings: finish.warnings.map((warning) => ("feature" in warning ? warning.feature : warning.kind)),
    reason: finish.reason,
    completionTokens: finish.usage.completionTokens,
    terminalEvents,
  };
}

/** What `endOf` must give for a fault. */
export function expectedEnd(expected: FaultOutcome): ReplyEnd {
  return expected.ends === "error"
    ? {
        ends: "error",
        code: expected.code,
        tokens: expected.tokens,
        isBeginning: true,
        showsSecret: false,
        terminalEvents: 1,
      }
    : {
        ends: "whole",
        text: faultyReplyText,
        warnings: expected.warnings,
        reason: "stop",
        completionTokens: 60,
        terminalEvents: 1,
      };
}

/** Faults in which an upstream falls silent: how long that is borne, what it ends in, and after how many tokens. */
export const silences: readonly (readonly [fault: string, limitMs: number, code: ErrorCode, tokens: number])[] = [
  ["silent", 60_000, "first_token_timeout", 0],
  ["black-hole", 60_000, "first_token_timeout", 0],
  ["comments-only", 60_000, "first_token_timeout", 0],
  ["comments-at-20", 15_000, "token_stall", 20],
  ["stall-at-20", 15_000, "token_stall", 20],
];

export interface SilenceEnd {
  /** Whether something came a millisecond before the limit. */
  readonly isEarly: boolean;
  readonly code: ErrorCode | undefined;
  readonly tokens: number;
  /** Whether nothing came after the end. */
  readonly isLast: boolean;
}

/** Reads `tokens` tokens of a reply, then lets the time until `limitMs` pass. */
export async function sitOutSilence(
  model: LoadedModel,
  clock: FakeClock,
  { limitMs, tokens }: { readonly limitMs: number; readonly tokens: number },
): Promise<SilenceEnd> {
  const input = { kind: "text", text: "Go on" } as const;
  const { signal } = new AbortController();
  const reply = model.generate({ id: "1", input }, signal)[Symbol.asyncIterator]();
  const events: GenerateEvent[] = [];
  for (let count = 0; count < tokens; count += 1) {
    const step = await reply.next();
    if (step.done !== true) events.push(step.value);
  }
  const last = reply.next();
  await clock.advance(limitMs - 1);
  const early = await Promise.race([last, Promise.resolve(undefined)]);
  await clock.advance(1);
  const step = await last;
  if (step.done !== true) events.push(step.value);
  const outcome = outcomeOf(events);
  return {
    isEarly: early !== undefined,
    code: outcome.error?.code,
    tokens: outcome.tokens,
    isLast: (await reply.next()).done === true,
  };
}
