import { ContractViolation } from "./check.ts";

/** The result of `promise`. @throws ContractViolation when it takes longer than `waitMs` (default 10 s). */
export async function within<T>(
  { waitMs = 10_000 }: { readonly waitMs?: number },
  what: string,
  promise: Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ContractViolation(`${what} is not over after ${waitMs} ms`)), waitMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
