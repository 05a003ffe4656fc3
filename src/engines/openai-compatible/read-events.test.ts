import fc from "fast-check";
import { expect, it } from "vitest";
import { slicedBytes } from "../../../test/support/faulty-upstream/sliced-bytes.ts";
import { maxEventLength, readEvents } from "./read-events.ts";

async function eventsOf(text: string, cuts: readonly number[] = []): Promise<string[]> {
  const events: string[] = [];
  for await (const event of readEvents(slicedBytes(text, cuts), "gpu")) events.push(event);
  return events;
}

it("events are the same however their bytes are cut, whichever line ends they have", async () => {
  const data = fc.string({ unit: "grapheme" }).map((text) => JSON.stringify({ text }));
  const lineEnd = fc.constantFrom("\n", "\r\n");
  await fc.assert(
    fc.asyncProperty(fc.array(data), fc.array(fc.nat(400)), lineEnd, async (datas, cuts, end) => {
      const stream = datas.map((one) => `: comment${end}event: message${end}data: ${one}${end}${end}`).join("");
      expect(await eventsOf(stream, cuts)).toEqual(datas);
    }),
  );
});

it("comments and fields without data are no events; data of several lines is one", async () => {
  expect(await eventsOf(": hi\n\nid: 1\n\nevent: ping\n\ndata: a\ndata:b\n\ndata\n\n")).toEqual(["a\nb", ""]);
});

it("last event needs no blank line", async () => {
  expect(await eventsOf("data: a\n\ndata: [DONE]")).toEqual(["a", "[DONE]"]);
});

it("event that is too long is refused, in one chunk and in many", async () => {
  const data = "x".repeat(maxEventLength + 1);
  await expect(eventsOf(`data: ${data}\n\n`)).rejects.toMatchObject({ code: "upstream_error" });
  await expect(eventsOf(`data: ${data}`, [5, 100_000, 900_000])).rejects.toThrow("more than 1048576 characters");
  const lines = Array.from({ length: 1200 }, () => `data: ${"x".repeat(1000)}`).join("\n");
  await expect(eventsOf(`${lines}\n\n`, [500_000])).rejects.toThrow("more than 1048576 characters");
});
