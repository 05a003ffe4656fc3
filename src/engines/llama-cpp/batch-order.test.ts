import type { BatchItem, LlamaContextSequence, Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { inSequenceOrder, numberSequences, passesOf, placeInBatch } from "./batch-order.ts";

const sequences = Array.from({ length: 3 }, () => ({}) as LlamaContextSequence);
numberSequences(sequences);

function item(sequenceNumber: number, length: number): BatchItem {
  const sequence = sequences[sequenceNumber];
  if (sequence === undefined) throw new Error("there are three sequences");
  return {
    tokens: Array.from({ length }, () => 1 as Token),
    logits: [],
    evaluationPriority: placeInBatch(sequence),
  };
}

describe("a batch", () => {
  it("has its sequences in the order of their numbers, whoever asked first", () => {
    const [second, third, first] = [item(1, 1), item(2, 1), item(0, 1)];
    const chosen = inSequenceOrder({ items: [second, third, first], size: 512 });
    expect(chosen).toEqual([first, second, third].map((each) => ({ item: each, processAmount: 1 })));
    expect(chosen.map((each) => each.item)).toEqual([first, second, third]);
  });

  it("holds no more tokens than one call takes, and nothing of a sequence that has no room", () => {
    const [long, longer, short] = [item(0, 300), item(1, 300), item(2, 1)];
    expect(inSequenceOrder({ items: [short, longer, long], size: 512 })).toEqual([
      { item: long, processAmount: 300 },
      { item: longer, processAmount: 212 },
    ]);
  });
});

it.each([
  [[], 0],
  [[3], 1],
  [[0, 1, 2, 3], 1],
  [[1, 2, 3, 0], 1],
  [[0, 2, 4], 3],
  [[0, 1, 3, 4, 7], 3],
])("sequences %j take %i passes", (numbers, passes) => {
  expect(passesOf(numbers)).toBe(passes);
});
