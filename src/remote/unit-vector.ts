import { ReparteeError } from "../core/errors.ts";
import { listOf, numberOf } from "./json-fields.ts";

/** A list of numbers as a vector of length 1. @throws ReparteeError `upstream_error` when it is none. */
export function toUnitVector(values: unknown, upstream: string): Float32Array {
  const numbers = listOf(values).map((value) => numberOf(value) ?? NaN);
  const length = Math.hypot(...chunkLengths(numbers));
  if (numbers.length === 0 || Number.isNaN(length)) {
    const message = `Cannot read the vectors of upstream "${upstream}": found something else than a list of numbers`;
    throw new ReparteeError("upstream_error", message, { facts: { upstream } });
  }
  return Float32Array.from(numbers, (value) => (length === 0 ? 0 : value / length));
}

/** A function takes only so many arguments: a vector's length is that of the lengths of its parts. */
function chunkLengths(numbers: readonly number[]): number[] {
  const chunkSize = 4096;
  const lengths: number[] = [];
  for (let start = 0; start < numbers.length; start += chunkSize) {
    lengths.push(Math.hypot(...numbers.slice(start, start + chunkSize)));
  }
  return lengths;
}
