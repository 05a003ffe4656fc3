/**
 * What a fake upstream does wrong. A model named `fault-NAME` answers with that fault; any other name that the server
 * knows answers as it should.
 */
export const faults = [
  // Instead of an answer.
  "no-answer",
  "not-found",
  "unauthorized",
  "rate-limited",
  "rate-limited-once",
  "server-error",
  "bad-gateway-page",
  "unavailable",
  "unavailable-once",
  "unavailable-for-long",
  "request-timeout",
  "too-large",
  "redirect",
  // Takes the request and says nothing at all.
  "black-hole",
  // An answer that is no reply.
  "error-body",
  "page",
  "empty",
  "garbage",
  "compressed",
  // A reply of 60 tokens that goes wrong.
  "silent",
  "comments-only",
  "comments-at-20",
  "empty-stream",
  "role-only",
  "error-first",
  "error-middle",
  "cut-at-40",
  "reset-first",
  "reset-at-40",
  "stall-at-20",
  "drip",
  "bad-frame-at-10",
  "split-characters",
  "giant-frame-first",
  "giant-frame",
  "no-final",
  "no-finish-reason",
  "empty-finish-reason",
  "open-end",
  "no-usage",
] as const;

export type Fault = (typeof faults)[number];

/** The fault that a model's name asks for; a tag (`:latest`) does not matter. */
export function faultOf(model: string): Fault | undefined {
  const name = model.split(":")[0] ?? "";
  return faults.find((fault) => name === `fault-${fault}`);
}
