import { type ErrorCode, ReparteeError } from "../../core/errors.ts";
import { ContractViolation, expectThat } from "./check.ts";

/** @throws ContractViolation unless `promise` rejects with a `ReparteeError` of that code. */
export async function expectRejection(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  const thrown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ContractViolation) throw thrown;
  expectThat(thrown !== undefined, `it succeeded where ${code} was due`);
  if (!(thrown instanceof ReparteeError)) {
    throw new ContractViolation("what is thrown is no ReparteeError", { cause: thrown });
  }
  expectThat(thrown.code === code, `the error is ${thrown.code}, not ${code}`);
}
