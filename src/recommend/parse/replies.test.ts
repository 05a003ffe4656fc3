/**
 * Replies as small models write them, in `replies/*.txt`: `%% name`, the reply, then under `%% items` one expected item
 * a line with its fields that are not null. `%% cut` marks a reply that its length ended, `%%
 * reasoning` one of a model that is known to reason without a mark at the beginning. A new style is a new block.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createListParser, parseList } from "./index.ts";
import type { ParsedItem, ParsedList } from "./index.ts";

interface RecordedReply {
  readonly name: string;
  readonly reply: string;
  readonly isCut: boolean;
  readonly isReasoningExpected: boolean;
  readonly expected: ParsedList;
}

const folder = new URL("replies/", import.meta.url);
const replies = readdirSync(fileURLToPath(folder)).flatMap((file) =>
  readFileSync(new URL(file, folder), "utf8")
    .replace(/\r\n/g, "\n")
    .split(/^(?=%% (?!(?:items|text|unfinished|cut|reasoning)$))/m)
    .map((block) => readBlock(block, file)),
);

function readBlock(block: string, file: string): RecordedReply {
  const [head = "", ...lines] = block.replace(/\n$/, "").split("\n");
  const parts = new Map<string, string[]>([["reply", []]]);
  let part = "reply";
  for (const line of lines) {
    const name = /^%% (items|text|unfinished|cut|reasoning)$/.exec(line)?.[1];
    if (name !== undefined) parts.set((part = name), []);
    else parts.get(part)?.push(line);
  }
  const text = (name: string): string => (parts.get(name) ?? []).join("\n");
  return {
    name: `${file}: ${head.slice(3)}`,
    reply: text("reply"),
    isCut: parts.has("cut"),
    isReasoningExpected: parts.has("reasoning"),
    expected: {
      items: (parts.get("items") ?? []).filter((line) => line !== "").map((line) => itemOf(JSON.parse(line))),
      text: text("text"),
      unfinished: text("unfinished"),
    },
  };
}

function itemOf(fields: Partial<ParsedItem>): ParsedItem {
  const empty = { alternativeTitle: null, year: null, endYear: null, description: null, reason: null };
  return { id: null, title: "", ...empty, confidence: null, isComplete: true, ...fields };
}

/** What comes out of pieces: the items that `push` gave, and the end. */
function stream(
  pieces: readonly string[],
  { isCut = false, isReasoningExpected = false }: { readonly isCut?: boolean; readonly isReasoningExpected?: boolean },
): { readonly pushed: ParsedItem[]; readonly list: ParsedList } {
  const parser = createListParser({ isReasoningExpected });
  const pushed = pieces.flatMap((piece) => parser.push(piece));
  return { pushed, list: parser.end({ isCut }) };
}

/** As `toEqual`, which takes longer than all the parsing: it is asked only where something differs. */
function expectSame(found: unknown, expected: unknown, where: () => string = () => ""): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, where()).toEqual(expected);
}

function expectGrowth(reply: string, isReasoningExpected = false): void {
  let before: readonly ParsedItem[] = [];
  for (let length = 1; length <= reply.length; length += 1) {
    const { items } = parseList(reply.slice(0, length), { isCut: true, isReasoningExpected });
    const where = (): string => JSON.stringify(reply.slice(Math.max(0, length - 40), length));
    if (items.length < before.length) expect(items.length, where()).toBeGreaterThanOrEqual(before.length);
    for (const [index, item] of before.entries()) {
      if (item.isComplete) expectSame(items[index], item, where);
    }
    if (!items.slice(0, -1).every(({ isComplete }) => isComplete)) expect.fail(`an open item is followed: ${where()}`);
    before = items;
  }
}

test("there are at least 80 recorded replies, no two of the same name or text", () => {
  expect(new Set(replies.map(({ name }) => name)).size).toBe(replies.length);
  expect(new Set(replies.map(({ reply }) => reply)).size).toBe(replies.length);
  expect(replies.length).toBeGreaterThanOrEqual(80);
});

describe.each(replies)("$name", ({ reply, isCut, isReasoningExpected, expected }) => {
  const options = { isCut, isReasoningExpected };

  test("is read as a whole", () => {
    expect(parseList(reply, options)).toEqual(expected);
    expect(parseList(reply, isCut ? options : {}), "whatever is known of the model").toEqual(expected);
  });

  test("is read the same with the line ends of Windows", () => {
    const list = parseList(reply.replaceAll("\n", "\r\n"), options);
    expect(list.items).toEqual(expected.items);
    expect(list.text).toBe(expected.text);
  });

  test("is read the same in two pieces, wherever it is cut, and character by character", () => {
    for (let at = 1; at < reply.length; at += 1) {
      const { pushed, list } = stream([reply.slice(0, at), reply.slice(at)], options);
      expectSame(list, expected, () => `cut at ${at}`);
      expectSame(list.items.slice(0, pushed.length), pushed, () => `pushed, cut at ${at}`);
    }
    const { pushed, list } = stream(reply.split(""), options);
    expect(list).toEqual(expected);
    expect(list.items.slice(0, pushed.length)).toEqual(pushed);
  });

  test("is read the same from bytes that a decoder puts together, wherever they are cut", () => {
    const bytes = new TextEncoder().encode(reply);
    for (let at = 1; at < bytes.length; at += 7) {
      const decoder = new TextDecoder();
      const first = decoder.decode(bytes.subarray(0, at), { stream: true });
      const { list } = stream([first, decoder.decode(bytes.subarray(at))], options);
      expectSame(list, expected, () => `cut at byte ${at}`);
    }
  });

  test("only grows, or completes its last item, from prefix to prefix", () => {
    expectGrowth(reply, isReasoningExpected);
  });

  test("never shows half a year or half a confidence, wherever it is cut", () => {
    for (let length = 1; length <= reply.length; length += 1) {
      const { items } = parseList(reply.slice(0, length), { isCut: true, isReasoningExpected });
      for (const [index, { year, confidence, title }] of items.entries()) {
        const whole = expected.items[index];
        const isWhole = [null, whole?.year].includes(year) && [null, whole?.confidence].includes(confidence);
        if (isWhole && whole?.title.startsWith(title) === true) continue;
        const where = JSON.stringify(reply.slice(Math.max(0, length - 40), length));
        expect({ title, year, confidence }, where).toEqual(whole);
      }
    }
  });
});

test.each([
  ["headings above fields", "### Severance\nReason: a\n\n### Dark\nReason: b\n", "Severance"],
  ["plain titles above bulleted fields", "Severance\n- Reason: a\n\nDark\n- Reason: b\n", "Severance"],
  ["letters", "a) Heat (1995)\nb) Ronin (1998)\n", "Heat"],
  ["bullets above bulleted fields", "- Heat\n  - Reason: a\n- Ronin\n", "Heat"],
])("the first of %s comes out as soon as the lines show that the second has begun", (_form, reply, title) => {
  const { pushed } = stream(reply.split(""), {});
  expect(pushed.map((item) => item.title)).toEqual([title]);
});

test("reasoning whose end nobody expected takes no item back that came out, and drops the open one", () => {
  const reply = "1. Heat (1995)\n2. Ronin (1998) - already seen, skip.\n</think>\n\n1. Collateral (2004) - night";
  const options = { isReasoningExpected: false };
  const { pushed, list } = stream(reply.split(""), options);
  expect(pushed.map(({ title }) => title)).toEqual(["Heat"]);
  expect(list).toEqual(parseList(reply, options));
  expect(list.items.map(({ title }) => title)).toEqual(["Heat", "Collateral"]);
  expect(list.text).toBe("");
  expect(parseList(reply).items.map(({ title }) => title)).toEqual(["Collateral"]);
});

test("any pieces of any reply give what the whole gives, and no item twice", () => {
  const anyReply = fc.constantFrom(...replies);
  const cuts = fc.array(fc.nat(2000), { maxLength: 30 });
  fc.assert(
    fc.property(anyReply, cuts, ({ reply, isCut, isReasoningExpected, expected }, positions) => {
      const sorted = [...new Set([0, ...positions.map((at) => at % (reply.length + 1)), reply.length])];
      const borders = sorted.toSorted((a, b) => a - b);
      const pieces = borders.slice(1).map((end, index) => reply.slice(borders[index] ?? 0, end));
      const { pushed, list } = stream(pieces, { isCut, isReasoningExpected });
      expectSame(list, expected);
      expectSame(list.items.slice(0, pushed.length), pushed);
    }),
    { numRuns: 1000 },
  );
});

/** Pieces of which lists are made, in no order. */
const anyText = fc
  .array(
    fc.constantFrom(
      ...'1.2) -*_#|\n\r{}[]":,(1995)《》「」%0aA é\t'.split(""),
      ...[
        "1. ",
        "\n2. ",
        "\n3) ",
        "\n- ",
        "\n  - ",
        "\n\n",
        "**",
        "Heat",
        " (1995)",
        ": ",
        " - ",
        "Why: ",
        "Confidence: 85%",
      ],
      ...[
        '{"title": "A"}',
        '{"a":',
        "<think>",
        "</think>",
        "</thinking>",
        "\n| a | b |\n",
        "|---|---|\n",
        "Title: ",
        "## ",
        "```\n",
      ],
    ),
    { maxLength: 60 },
  )
  .map((signs) => signs.join(""));

test("text that nobody wrote as a list only grows, or completes its last item, from prefix to prefix", () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (reply, isReasoningExpected) => {
      const parser = createListParser({ isReasoningExpected });
      parser.push(reply);
      // Where reasoning ends that nobody expected, what looked like an item is taken back.
      fc.pre(!parser.hasLateReasoning);
      expectGrowth(reply, isReasoningExpected);
    }),
    // A seed that is the same each time: one text in some 50,000 is thinkable that nobody thought of.
    { numRuns: 4000, seed: 5 },
  );
});

test("text that nobody wrote as a list is read the same in pieces as whole", () => {
  fc.assert(
    fc.property(anyText, fc.nat(200), fc.boolean(), fc.boolean(), (reply, at, isCut, isReasoningExpected) => {
      const options = { isCut, isReasoningExpected };
      const whole = parseList(reply, options);
      expectSame(stream([reply.slice(0, at), reply.slice(at)], options).list, whole);
      expectSame(stream(reply.split(""), options).list, whole);
    }),
    { numRuns: 2000 },
  );
});
