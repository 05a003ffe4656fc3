/**
 * Measures how long the first text of a guided reply takes, against the whole reply of a single candidate: the same
 * server, the same lines, in turns. Needs a build and a small model: `node scripts/measure-first-text.mjs smollm2-135m`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

const [model = "smollm2-135m", rounds = "30"] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "repartee-first-text-"));

/** Ollie with one candidate. */
async function writeSolo() {
  const ollie = parse(await readFile("personas/ollie.yaml", "utf8"));
  for (const opening of Object.values(ollie.openings.en)) opening.questions = opening.questions.slice(0, 1);
  await writeFile(join(folder, "solo.yaml"), stringify({ ...ollie, name: "solo" }));
}

/** @returns milliseconds to the first text and to the end; a written line, too, comes after all candidates. */
async function ask(url, persona, text, emotion) {
  const startedAt = performance.now();
  const body = JSON.stringify({ text, emotion, language: "en", persona, stream: true });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/api/respond`, { method: "POST", headers, body });
  let firstMs;
  let seen = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    seen += chunk;
    if (/^event: token/m.test(seen)) firstMs ??= performance.now() - startedAt;
  }
  if (!response.ok) throw new Error(`${response.status}: ${seen}`);
  return { firstMs, totalMs: performance.now() - startedAt };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

await writeSolo();
const args = ["dist/cli/main.js", "serve", "--model", model, "--port", "0", "--personas-dir", folder];
const server = spawn(process.execPath, [...args, "--database-path", ":memory:", "--log-format", "json"], {
  stdio: ["ignore", "pipe", "pipe"],
});
try {
  const url = await new Promise((resolve, reject) => {
    let said = "";
    const read = (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", () => reject(new Error(said)));
  });
  const table = await readFile("eval/lines/en.txt", "utf8");
  const lines = table.split("\n# ").flatMap((section) => {
    const [heading, ...texts] = section.split("\n");
    return texts.filter((text) => text !== "").map((text) => ({ emotion: heading.replace("# ", ""), text }));
  });
  while (!(await fetch(`${url}/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
  const first = [];
  const single = [];
  const step = Math.floor(lines.length / Number(rounds));
  for (let index = 0; index < Number(rounds); index += 1) {
    const { emotion, text } = lines[index * step];
    // In turns: who is asked second finds the line in the cache.
    const isSoloFirst = index % 2 === 0;
    const before = isSoloFirst ? await ask(url, "solo", text, emotion) : undefined;
    const several = await ask(url, "ollie", text, emotion);
    const solo = before ?? (await ask(url, "solo", text, emotion));
    single.push(solo.totalMs);
    first.push(several.firstMs);
  }
  console.log(`single candidate, whole reply: median ${Math.round(median(single))} ms of ${single.length}`);
  console.log(`several candidates, first text: median ${Math.round(median(first))} ms of ${first.length}`);
  console.log(`ratio ${(median(first) / median(single)).toFixed(2)}`);
} finally {
  server.kill();
  await once(server, "exit");
  await rm(folder, { recursive: true });
}
