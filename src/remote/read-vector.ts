import { ReparteeError } from "../core/errors.ts";
import { toUnitVector } from "../core/unit-vector.ts";
import { listOf, numberOf } from "./json-fields.ts";

/** A list of numbers as a vector of length 1. @throws ReparteeError `upstream_error` when it is none. */
export function readVector(values: unknown, upstream: string): Float32Array {
  const numbers = listOf(values).map((value) => numberOf(value) ?? NaN);
  if (numbers.length === 0 || numbers.some(Number.isNaN)) {
    const message = `Cannot read the vectors of upstream "${upstream}": expected a list of numbers`;
    throw new ReparteeError("upstream_error", message, { facts: { upstream } });
  }
  return toUnitVector(numbers);
}
