/** The evaluation on a tiny model: its figures say nothing there, its mechanics have to hold. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describe as tell, type Figure } from "../../eval/figures.ts";
import { measureRecommendations } from "../../eval/measure-recommendations.ts";
import { measureReplies } from "../../eval/measure-replies.ts";
import { readOptions } from "../../eval/options.ts";
import { openTarget, type Target } from "../../eval/target.ts";

let folder = "";
let target: Target;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-eval-"));
  const model = join(folder, "scripted.gguf");
  await writeScriptedLlama(model, { script: "1. Alien (1979) - It is quiet and dark." });
  target = await openTarget(readOptions(["--model", model]));
});
afterAll(async () => {
  await target.stop();
  await rm(folder, { recursive: true, force: true });
});

function shareOf(figures: readonly Figure[], name: string): { readonly hits: number; readonly of: number } {
  const value = figures.find((figure) => figure.name === name)?.value;
  if (value === undefined || !("hits" in value)) throw new Error(`No share is called "${name}"`);
  return value;
}

test("replies of a model are asked in every language, timed, and told from written ones", async () => {
  const figures = await measureReplies(target.url, 1);
  expect(shareOf(figures, "user's emotion heard").of).toBe(10);
  expect(shareOf(figures, "persona kept").of).toBe(1);
  expect(shareOf(figures, "emotion comes before the first word")).toEqual({ hits: 11, of: 11 });
  expect(shareOf(figures, "written by a model")).toEqual({ hits: 11, of: 11 });
  expect(shareOf(figures, "at most two sentences")).toEqual({ hits: 10, of: 10 });
  expect(tell(figures.at(-1)?.value ?? { hits: 0, of: 0 })).toMatch(/^\d+ ms, 95 % under \d+ ms$/);
});

test("recommendations are complete, known to a catalog, and none of them known to the person", async () => {
  const figures = await measureRecommendations(target.url, 2);
  expect(shareOf(figures, "as many items as asked")).toEqual({ hits: 2, of: 2 });
  expect(shareOf(figures, "titles that no catalog knows")).toEqual({ hits: 0, of: 8 });
  expect(shareOf(figures, "titles that the person knows already")).toEqual({ hits: 0, of: 8 });
});

test("a wrong flag is refused by name", () => {
  expect(() => readOptions(["--limit", "none"])).toThrow("--limit none");
  expect(() => readOptions(["--model", "a", "--url", "b"])).toThrow("--model and --url");
});
