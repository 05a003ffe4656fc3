/** Damaged bodies, hostile schemas and sliced event streams: each is read or refused, quickly. `npm run fuzz` runs all. */
import { expect, test } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import { seededRandom } from "../../src/core/seeded-random.ts";
import { narrowJsonSchema } from "../../src/engines/llama-cpp/json-schema.ts";
import { readEvents } from "../../src/engines/openai-compatible/read-events.ts";
import { chatRequestSchema } from "../../src/http/openai/chat-request-schema.ts";
import { jsonSchemaField } from "../../src/http/openai/json-schema-field.ts";
import { parseRequestBody } from "../../src/http/request-body.ts";
import { readValue } from "../../src/schema/index.ts";
import { slicedBytes } from "../support/faulty-upstream/sliced-bytes.ts";

/** `npm run fuzz` sets both; the seed is printed. Of the whole counts, `npm test` runs a hundredth. */
const share = Number(process.env["REPARTEE_FUZZ_SHARE"] ?? 0.01);
const seed = Number(process.env["REPARTEE_FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const bodies = Math.ceil(1_000_000 * share);
const schemas = Math.ceil(10_000 * share);
const slicings = Math.ceil(200_000 * share);
const timeoutFor = (count: number): number => 60_000 + count * 5;
/** A hang; also on a machine with much other work. */
const slowestAllowedMs = 1_000;

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[below(random, list.length)] ?? list[0];
}

/** Runs one input; what is thrown must be a refusal. Returns whether it was read. */
async function isRead(what: string, work: () => unknown): Promise<boolean> {
  const startMs = process.cpuUsage();
  try {
    await work();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ReparteeError)) throw new Error(`${what} (seed ${seed})`, { cause: thrown });
    expect(thrown.status, `${what} (seed ${seed})`).toBeLessThan(503);
    return false;
  } finally {
    const { user, system } = process.cpuUsage(startMs);
    expect((user + system) / 1000, `${what} (seed ${seed})`).toBeLessThan(slowestAllowedMs);
  }
}

const valid = [
  {
    messages: [{ role: "user", content: "Grüße, 世界 👩‍👩‍👧" }],
    stream: true,
    max_tokens: 5,
    temperature: 0.5,
    stop: ["a", "b"],
  },
  {
    messages: [
      { role: "system", content: "x" },
      { role: "user", content: [{ type: "text", text: "y" }] },
    ],
    n: 2,
    seed: 1,
  },
  {
    messages: [{ role: "user", content: "z" }],
    tools: [
      {
        type: "function",
        function: { name: "f", parameters: { type: "object", properties: { a: { type: "string" } } } },
      },
    ],
    response_format: { type: "json_schema", json_schema: { name: "s", schema: { type: "object" } } },
  },
].map((body) => Buffer.from(JSON.stringify(body))) as [Buffer, ...Buffer[]];

const hostile = [
  ...[
    '"__proto__":{"a":1},',
    '"constructor":{"prototype":1},',
    '"\\ud800"',
    "\\u0000",
    "1e999",
    "-1",
    "null",
    "[]",
    "{}",
  ],
  ...['""', ",", ":", '"', "\\", "[".repeat(70), "{".repeat(70), '{"a":'.repeat(30), "\uFEFF", "true", "9".repeat(400)],
].map((text) => Buffer.from(text)) as [Buffer, ...Buffer[]];

/** One to four damages: a piece is left out, said twice or replaced, bytes are flipped, something hostile is put in. */
function damaged(random: Random): Buffer {
  let bytes = pick(random, valid);
  for (let times = 1 + below(random, 4); times > 0; times -= 1) {
    const start = below(random, bytes.length + 1);
    const end = Math.min(bytes.length, start + 1 + below(random, 20));
    const [before, piece, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
    const kind = below(random, 5);
    if (kind === 0) bytes = Buffer.concat([before, after]);
    else if (kind === 1) bytes = Buffer.concat([before, piece, piece, after]);
    else if (kind === 2) bytes = Buffer.concat([before, Buffer.from(piece.map(() => below(random, 256))), after]);
    else if (kind === 3) bytes = Buffer.concat([before, pick(random, hostile), after]);
    else bytes = Buffer.concat([before, pick(random, hostile), piece, after]);
  }
  return bytes;
}

test(`${bodies} damaged bodies are each read or refused`, { timeout: timeoutFor(bodies) }, async () => {
  const random = seededRandom(seed);
  let [parsed, accepted] = [0, 0];
  for (let index = 0; index < bodies; index += 1) {
    const bytes = damaged(random);
    const isAccepted = await isRead(`body ${index}`, () => {
      const value = parseRequestBody(bytes);
      parsed += 1;
      readValue(chatRequestSchema, value, { root: "body" });
    });
    if (isAccepted) accepted += 1;
  }
  console.info(`seed ${seed}: of ${bodies} bodies ${parsed} are JSON and ${accepted} a request`);
  expect([parsed > 0, accepted > 0, accepted < bodies]).toEqual([true, true, true]);
  expect(Reflect.get({}, "a")).toBeUndefined();
});

const words = [
  ...[
    "type",
    "properties",
    "items",
    "anyOf",
    "oneOf",
    "allOf",
    "$ref",
    "$defs",
    "enum",
    "const",
    "required",
    "prefixItems",
  ],
  ...["additionalProperties", "maxLength", "pattern", "minItems", "format", "not", "__proto__", "title", "default"],
] as const;

/** Any keyword with any value: most make no sense together. */
function anySchema(random: Random, depth: number): JsonValue {
  const kind = below(random, depth > 20 ? 5 : 9);
  if (kind === 0)
    return pick<JsonValue>(random, ["string", "object", "array", "integer", "nothing", ["string", "null"]]);
  if (kind === 1) return pick<JsonValue>(random, [0, -1, 2 ** 53, 1e300, 0.5]);
  if (kind === 2) return pick<JsonValue>(random, [true, false, null]);
  if (kind === 3) return pick<JsonValue>(random, ["#", "#/$defs/a", "#/properties/a", "#/$defs/a/$defs/a", "(a+)+$"]);
  if (kind === 4) return pick<JsonValue>(random, [[], {}]);
  if (kind === 5) return Array.from({ length: below(random, 4) }, () => anySchema(random, depth + 1));
  const names = Array.from({ length: 1 + below(random, 4) }, () =>
    random() < 0.8 ? (words[below(random, words.length)] ?? "type") : pick(random, ["a", "b", ""]),
  );
  return Object.fromEntries(names.map((name) => [name, anySchema(random, depth + 1)]));
}

test(`${schemas} hostile schemas are each narrowed or refused`, { timeout: timeoutFor(schemas) }, async () => {
  const random = seededRandom(seed);
  let narrowed = 0;
  for (let index = 0; index < schemas; index += 1) {
    const [type, properties, defs] = [0, 1, 2].map(() => anySchema(random, 0));
    const schema: JsonObject = {
      type: type ?? null,
      properties: { a: properties ?? null },
      $defs: { a: defs ?? null },
    };
    if (random() < 0.7) Object.assign(schema, { type: "object" });
    const isNarrowed = await isRead(`schema ${index}`, () => narrowJsonSchema(readValue(jsonSchemaField, schema)));
    if (isNarrowed) narrowed += 1;
  }
  console.info(`seed ${seed}: of ${schemas} schemas ${narrowed} are narrowed`);
  expect([narrowed > 0, narrowed < schemas]).toEqual([true, true]);
});

test(`${slicings} slicings of event streams give the same events`, { timeout: timeoutFor(slicings) }, async () => {
  const random = seededRandom(seed);
  for (let index = 0; index < slicings; index += 1) {
    const lineEnd = pick(random, ["\n", "\r\n"]);
    const datas = Array.from({ length: below(random, 5) }, () =>
      JSON.stringify({ text: pick(random, ["a", "Grüße", "世界", "👩‍👩‍👧", "\u2028", "data: x\n\n", ""]), n: random() }),
    );
    const text = datas
      .map((data) => {
        const noise = pick(random, [
          "",
          `: comment${lineEnd}`,
          `event: message${lineEnd}`,
          `id: 7${lineEnd}`,
          `: ${lineEnd}${lineEnd}`,
        ]);
        return `${noise}data: ${data}${lineEnd}${lineEnd}`;
      })
      .join("");
    const cuts = Array.from({ length: below(random, 12) }, () => below(random, text.length + 1));
    const events: string[] = [];
    const isWhole = await isRead(`slicing ${index}`, async () => {
      for await (const event of readEvents(slicedBytes(text, cuts), "fuzz")) events.push(event);
    });
    expect([isWhole, events], `slicing ${index} (seed ${seed})`).toEqual([true, datas]);
  }
});
