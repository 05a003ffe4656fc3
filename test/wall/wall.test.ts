/** Every fault of an upstream, as a client of Repartee sees it. `npm run wall` prints the table. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRepartee, type Repartee } from "../../src/index.ts";
import {
  reparteeChain,
  reparteeWallOptions,
  runRandomStreams,
  runWall,
  startWallProvider,
  wallCells,
  wallTable,
  type WallProvider,
} from "../../src/testing/index.ts";

let wall: WallProvider;
let repartee: Repartee;
let target: string;
beforeAll(async () => {
  wall = await startWallProvider();
  repartee = await createRepartee(reparteeWallOptions(wall.upstreams));
  target = (await repartee.listen({ port: 0 })).url;
});
afterAll(async () => {
  await repartee[Symbol.asyncDispose]();
  await wall[Symbol.asyncDispose]();
});

/** `npm run wall` has them too: they take as long as the timeouts. */
const waits = /^(black hole|stall|comments only|whole, stays open)/;

test("every fault ends in a whole reply, that of the fallback, or one clear error", async () => {
  const cells = wallCells.filter(({ row }) => !waits.test(row));
  const results = await runWall({ target, chain: reparteeChain, cells });
  expect(results.filter(({ failure }) => failure !== undefined).length, wallTable(results)).toBe(0);
  expect(results.length).toBeGreaterThan(200);
}, 120_000);

test("no stream that broke off at random is marked complete, and none lacks its end", async () => {
  const result = await runRandomStreams({ target, chain: reparteeChain, count: 100 });
  expect(result).toMatchObject({ withoutEnd: [], truncatedButComplete: [] });
  expect(Math.min(result.whole, result.errors)).toBeGreaterThan(15);
}, 120_000);

test("a client that asks the provider without a gateway fails on the wall: it can fail", async () => {
  const names = new Map(wall.upstreams.map(({ name, model }) => [name, model]));
  const cells = wallCells.filter(
    ({ context, row }) => context === "plain" && /^(end of stream|503 once|no end of)/.test(row),
  );
  const results = await runWall({
    target: wall.provider.url,
    chain: ([name]) => ({ model: names.get(name) ?? "" }),
    cells,
  });
  const failures = results.flatMap(({ failure }) => failure ?? []);
  expect(failures).toContain("no terminal event");
});
