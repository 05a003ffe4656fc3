import type { Clock } from "../../core/clock.ts";

/** The promise's value, or undefined when it takes longer than `limitMs`. Rejects as the promise does within that time. */
export async function withinTime<Value>(
  limitMs: number,
  promise: Promise<Value>,
  clock: Clock,
): Promise<Value | undefined> {
  let timer: { cancel(): void } | undefined;
  const expired = new Promise<undefined>((resolve) => {
    timer = clock.schedule(limitMs, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    timer?.cancel();
  }
}
