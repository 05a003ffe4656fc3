import { ContractViolation, type EngineContractSubject } from "./check.ts";

/** The result of `promise`. @throws ContractViolation when it takes longer than the subject's `waitMs`. */
export async function within<T>(subject: EngineContractSubject, what: string, promise: Promise<T>): Promise<T> {
  const waitMs = subject.waitMs ?? 10_000;
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
