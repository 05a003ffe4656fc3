/** Recommendations of a weak model: whatever it writes, only what the catalog has and bears out is shown. */
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { useStarterServer } from "./real-starter.ts";

const starter = useStarterServer();

/** One line for each entry, by its id. */
let catalog: ReadonlyMap<string, string>;
beforeAll(async () => {
  const file = await readFile(new URL("../catalogs/films-and-series.csv", import.meta.url), "utf8");
  catalog = new Map(file.split("\n").map((line) => [line.split(",")[0] ?? "", line]));
});

const answered = z.object({
  recommendations: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      year: z.number(),
      reason: z.string(),
      reason_source: z.enum(["model", "written"]),
      grounded: z.literal(true),
      source: z.string(),
    }),
  ),
  by_model: z.number(),
  source: z.string(),
});

test.for([
  "romantic comedy",
  "something like Inception but easier to follow",
  "a quiet film about grief, without much blood",
])("of the catalog, with reasons that it bears out: %s", async (query, { skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const { status, body } = await starter.server().post("/api/recommendations", { query, kind: "movie", limit: 4 });
  expect(status).toBe(200);
  const { recommendations, by_model: byModel } = answered.parse(body);
  expect(recommendations).toHaveLength(4);
  expect(new Set(recommendations.map(({ id }) => id)).size).toBe(4);
  expect(byModel).toBe(recommendations.filter(({ source }) => source !== "template").length);
  for (const { id, title, year, reason, reason_source: writer } of recommendations) {
    console.log(`${title} (${writer}): ${reason}`);
    const entry = catalog.get(id) ?? "";
    expect(entry).toContain(title.replaceAll('"', '""'));
    expect(entry).toContain(`,${year},`);
    expect(reason.trim()).not.toBe("");
    if (writer !== "model") continue;
    // Of the entry's own words at least one, or the reason says nothing of it.
    const words = (reason.toLowerCase().match(/\p{L}{4,}/gu) ?? []).map((word) => word.slice(0, 4));
    expect(words.some((start) => entry.toLowerCase().includes(start))).toBe(true);
    const others = [...catalog].filter(([other]) => other !== id).map(([, line]) => line.split(",")[1] ?? "");
    const named = others.filter((other) => other.split(" ").length > 2 && reason.includes(other));
    expect(named.filter((other) => !entry.includes(other) && !query.includes(other))).toEqual([]);
  }
});
