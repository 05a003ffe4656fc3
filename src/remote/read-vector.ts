import { z } from "zod";
import { ReparteeError } from "../core/errors.ts";
import { toUnitVector } from "../core/unit-vector.ts";

const vector = z.array(z.number()).min(1);

/** A list of numbers as a vector of length 1. @throws ReparteeError `upstream_error` when it is none. */
export function readVector(value: unknown, upstream: string): Float32Array {
  const { data } = vector.safeParse(value);
  if (data !== undefined) return toUnitVector(data);
  const message = `Cannot read the vectors of upstream "${upstream}": expected a list of numbers`;
  throw new ReparteeError("upstream_error", message, { facts: { upstream } });
}
