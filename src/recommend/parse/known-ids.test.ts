import { expect, test } from "vitest";
import { createListParser, parseList } from "./index.ts";

const ids = ["m1", "m12", "tt0113277"];
const brief = (reply: string) =>
  parseList(reply, { ids }).items.map(({ id, title, description, reason }) => ({ id, title, description, reason }));
const none = { description: null, reason: null };

test.each([
  ["1. [m12] Because you like crime.", { id: "m12", title: "", ...none, reason: "Because you like crime." }],
  ["1. m12: You like crime", { id: "m12", title: "", ...none, reason: "You like crime" }],
  ["1. M12 - Reason: crime", { id: "m12", title: "", ...none, reason: "crime" }],
  ["1. **[m12]** Heat (1995) - crime", { id: "m12", title: "Heat", ...none, description: "crime" }],
  ["1. ID: m12\n   Reason: crime", { id: "m12", title: "", ...none, reason: "crime" }],
  ["- tt0113277: Reason: crime", { id: "tt0113277", title: "", ...none, reason: "crime" }],
  ['[{"id": "m12", "reason": "crime"}]', { id: "m12", title: "", ...none, reason: "crime" }],
  ["| ID | Reason |\n|---|---|\n| m12 | crime |", { id: "m12", title: "", ...none, reason: "crime" }],
])("%j names a candidate by its id", (reply, item) => {
  expect(brief(reply)).toEqual([item]);
});

test("an id that was not given is no id", () => {
  expect(brief("1. [m99] (1999) - crime")[0]?.id).toBeNull();
  expect(parseList('[{"id": "m99", "reason": "crime"}]', { ids }).items).toEqual([]);
  expect(parseList("1. [REC] (2007) - a house").items).toMatchObject([{ id: null, title: "[REC]" }]);
});

test("an item is pushed as soon as the next one begins", () => {
  const parser = createListParser({ ids });
  expect(parser.push("1. [m1] Because of the rain.\n2. ")).toEqual([]);
  expect(parser.push("[m").map(({ id }) => id)).toEqual(["m1"]);
  expect(parser.push("12] Because of the sun.")).toEqual([]);
  expect(parser.end().items.map(({ id }) => id)).toEqual(["m1", "m12"]);
});
