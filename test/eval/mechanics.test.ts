/** The evaluation on a tiny model: its figures say nothing there, its mechanics have to hold. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeOpenai, writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Figure } from "../../eval/figures.ts";
import { measureRecommendations } from "../../eval/measure-recommendations.ts";
import { readOptions, type EvalOptions } from "../../eval/options.ts";
import { runEvaluation } from "../../eval/run-evaluation.ts";
import { openTarget } from "../../eval/target.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-eval-"));
  model = join(folder, "scripted.gguf");
  await writeScriptedLlama(model, { script: "1. Alien (1979) - It is quiet and dark." });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function optionsOf(...args: readonly string[]): EvalOptions {
  const options = readOptions([...args, "--output", join(folder, "figures.json")]);
  if (options === "help") throw new Error("expected options, got a request for help");
  return options;
}

/** What it printed, what it wrote as figures, and the transcript. */
async function evaluate(...args: readonly string[]): Promise<{
  readonly printed: string;
  readonly report: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}> {
  let printed = "";
  await runEvaluation(optionsOf(...args, "--transcripts", folder, "--name", "run"), (text) => (printed += text));
  const rows = (await readFile(join(folder, "run.jsonl"), "utf8")).trim().split("\n");
  const report = JSON.parse(await readFile(join(folder, "figures.json"), "utf8")) as Record<string, unknown>;
  return { printed, report, rows: rows.map((row) => JSON.parse(row) as Record<string, unknown>) };
}

function shareOf(figures: readonly Figure[], name: string): { readonly hits: number; readonly of: number } {
  const value = figures.find((figure) => figure.name === name)?.value;
  if (value === undefined || !("hits" in value)) throw new Error(`No share is called "${name}"`);
  return value;
}

test("a persona is asked in every language, with hints and without, and every reply is written down", async () => {
  const { printed, report, rows } = await evaluate("--model", model, "--lines", "1", "--limit", "0");
  expect(rows).toHaveLength(20);
  expect(new Set(rows.map(({ language }) => language)).size).toBe(10);
  expect(rows.filter(({ hints }) => hints === "given")).toHaveLength(10);
  for (const row of rows)
    expect(row).toMatchObject({
      reply: expect.stringMatching(/\S/),
      writer: expect.stringMatching(/^(?:model|written)$/),
    });
  expect(printed).toContain("| words, language, feeling | en ");
  expect(report).toMatchObject({ route: "persona", sampling: "default sampling" });
  expect(Object.keys(report["tables"] as object)).toEqual(["Persona"]);
});

test("recommendations are complete, known to a catalog, and none of them known to the person", async () => {
  const target = await openTarget(optionsOf("--model", model));
  try {
    const figures = await measureRecommendations(target.url, 2);
    expect(shareOf(figures, "as many items as asked")).toEqual({ hits: 2, of: 2 });
    expect(shareOf(figures, "titles that no catalog knows")).toEqual({ hits: 0, of: 8 });
    expect(shareOf(figures, "titles that the person knows already")).toEqual({ hits: 0, of: 8 });
    expect(shareOf(figures, "items that the model chose").of).toBe(8);
    expect(shareOf(figures, "the model's reasons that share no word with the entry").hits).toBe(0);
  } finally {
    await target.stop();
  }
});

test("any other server is asked through chat completions, and an echo is no usable reply", async () => {
  const server = await startFakeOpenai({ unstreamed: true });
  try {
    const { printed, report, rows } = await evaluate(
      ...["--url", `${server.url}/v1`, "--model", "echo", "--lines", "0,en=2,de=1", "--greedy"],
    );
    expect(report).toMatchObject({ route: "chat", sampling: "greedy", tables: {} });
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(row).toMatchObject({ verdict: expect.stringMatching(/^echo: /) });
    expect(printed).not.toContain("feeling suits");
    const bodies = server.requests.filter(({ path }) => path === "/v1/chat/completions").map(({ body }) => body);
    expect(bodies).toHaveLength(6);
    expect(bodies[0]).toMatchObject({ model: "echo", temperature: 0 });
    expect(JSON.stringify(bodies[2])).toContain("Answer in German.");
    expect(JSON.stringify(bodies[5])).not.toContain("German");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test("a server that answers no line is an error that says what the server said", async () => {
  const server = await startFakeOpenai();
  try {
    const run = evaluate("--url", server.url, "--model", "missing", "--lines", "0,en=1");
    await expect(run).rejects.toThrow(/answered no line: HTTP 404: .*model_not_found/s);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test("what does not go together is refused before anything is measured", async () => {
  await expect(openTarget(optionsOf("--greedy"))).rejects.toThrow("--greedy needs --route chat");
  const server = await startFakeOpenai();
  try {
    await expect(openTarget(optionsOf("--url", server.url, "--route", "persona"))).rejects.toThrow("--route chat");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});
