/** Random damage to a GGUF header, the same for the same seed. */
import type { SeededRandom } from "../../../src/testing/tiny-models/seeded-random.ts";
import type { GgufField } from "./gguf-bytes.ts";

/** Numbers that size computations go wrong at. */
const extremes: readonly bigint[] = [
  0n,
  1n,
  2n ** 16n,
  2n ** 22n,
  2n ** 24n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 32n,
  2n ** 64n - 1n,
];

export interface Mutation {
  readonly name: string;
  readonly apply: (fields: readonly GgufField[], random: SeededRandom) => Buffer;
}

export const mutations: readonly Mutation[] = [
  { name: "bit flips", apply: flipBits },
  { name: "random bytes", apply: overwriteBytes },
  { name: "field to an extreme", apply: extremeField },
  { name: "truncation", apply: truncate },
  { name: "swapped fields", apply: swapFields },
  { name: "field dropped", apply: dropField },
  { name: "field repeated", apply: repeatField },
  { name: "splice", apply: splice },
];

function below(random: SeededRandom, bound: number): number {
  return Math.floor(random.uniform() * bound);
}

function join(fields: readonly GgufField[]): Buffer {
  return Buffer.concat(fields.map(({ bytes }) => bytes));
}

function flipBits(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const bytes = join(fields);
  for (let count = 1 + below(random, 8); count > 0; count--) {
    const at = below(random, bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
  }
  return bytes;
}

function overwriteBytes(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const bytes = join(fields);
  const noise = random.bytes(1 + below(random, 16));
  bytes.set(noise, below(random, bytes.length - noise.length));
  return bytes;
}

function extremeField(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const numbers = fields.flatMap(({ bytes }, index) => (bytes.length === 4 || bytes.length === 8 ? [index] : []));
  const chosen = numbers[below(random, numbers.length)];
  const extreme = Buffer.alloc(8);
  extreme.writeBigUInt64LE(extremes[below(random, extremes.length)] ?? 0n);
  return join(
    fields.map((field, index) =>
      index === chosen ? { ...field, bytes: extreme.subarray(0, field.bytes.length) } : field,
    ),
  );
}

function truncate(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const bytes = join(fields);
  return bytes.subarray(0, below(random, bytes.length));
}

function swapFields(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const swapped = [...fields];
  const one = below(random, fields.length);
  const other = below(random, fields.length);
  const [first, second] = [fields[one], fields[other]];
  if (first !== undefined && second !== undefined) {
    swapped[one] = second;
    swapped[other] = first;
  }
  return join(swapped);
}

function dropField(fields: readonly GgufField[], random: SeededRandom): Buffer {
  return join(fields.toSpliced(below(random, fields.length), 1));
}

function repeatField(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const at = below(random, fields.length);
  const repeated = fields[at];
  return join(repeated === undefined ? fields : fields.toSpliced(at, 0, repeated));
}

/** A piece of the header copied over another place of it. */
function splice(fields: readonly GgufField[], random: SeededRandom): Buffer {
  const bytes = join(fields);
  const length = 1 + below(random, Math.min(256, bytes.length - 1));
  const from = below(random, bytes.length - length);
  bytes.copyWithin(below(random, bytes.length - length), from, from + length);
  return bytes;
}
