/** A long talk, typed and spoken, hands-free throughout: what of the page's memory grows, and what is left of it. */
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { createRepartee } from "../../dist/index.js";
import { startFakeOpenai } from "../../dist/testing/index.js";
import { round } from "./figures.mjs";
import { fakeMicrophone, isAnswered, markLines } from "./in-page.mjs";
import { desktop, metric, progress, said, waitMs } from "./measures.mjs";

/** Looks at the memory, besides the first and the last one. */
const looks = 6;
/** Until then scripts are compiled, and the transcript has as many lines as are drawn at once. */
const warmUpTurns = 36;
const turnTimeoutMs = 60_000;

/**
 * @param {object} options `turns` spread over `minutes` (0: as fast as they go), each `spokenEach`th of them spoken into
 * the microphone and answered aloud (0: none).
 */
export async function longTalk(browser, { turns, minutes, spokenEach }) {
  const served = await serve(spokenEach > 0);
  try {
    const speech = spokenEach > 0 ? await speak(served.url, "I lost my keys this morning.") : "";
    const { page, session, context } = await open(browser, served.url, spokenEach > 0);
    const processId = await rendererOf(browser);
    const points = [];
    let unanswered = 0;
    const startedMs = performance.now();
    for (let turn = 1; turn <= turns; turn += 1) {
      const dueMs = startedMs + ((turn - 1) * minutes * 60_000) / turns;
      await delay(Math.max(0, dueMs - performance.now()));
      const isSpoken = spokenEach > 0 && turn % spokenEach === 0;
      await takeTurn(page, turn, isSpoken ? speech : undefined).catch(async () => {
        unanswered += 1;
        await listenAnew(page);
      });
      const minute = round((performance.now() - startedMs) / 60_000, 1);
      if (!isLooked(turn, turns)) continue;
      points.push({ turn, minute, ...(await look(session, processId)) });
      progress(`long talk: ${JSON.stringify(points.at(-1))}`);
    }
    if (spokenEach > 0) await page.getByRole("button", { name: "Stop listening" }).click();
    await page.getByRole("button", { name: "New conversation" }).click();
    const emptied = await look(session, processId);
    await context.close();
    return { points, emptied, unanswered };
  } finally {
    await served.stop();
  }
}

function isLooked(turn, turns) {
  const each = Math.max(1, Math.floor(turns / looks));
  return turn === Math.min(warmUpTurns, turns) || turn === turns || (turn > warmUpTurns && turn % each === 0);
}

/** A server without weights: it repeats what it is told, hears a fixed sentence, and speaks by eSpeak NG. */
async function serve(isSpoken) {
  const fake = await startFakeOpenai();
  const repartee = await createRepartee({
    ...{ model: "echo", databasePath: ":memory:", offline: true },
    upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
    ...(isSpoken ? { recognizers: { default: "openai:other/echo" } } : {}),
  });
  const { url } = await repartee.listen({ port: 0 });
  return {
    url,
    async stop() {
      await repartee[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** A WAV file in base64. */
async function speak(url, input) {
  const answer = await fetch(`${url}/v1/audio/speech`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input, response_format: "wav" }),
  });
  if (!answer.ok) throw new Error(`Cannot speak: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer()).toString("base64");
}

async function open(browser, url, isSpoken) {
  const context = await browser.newContext(desktop);
  context.setDefaultTimeout(waitMs);
  const page = await context.newPage();
  if (isSpoken) await page.addInitScript(fakeMicrophone);
  await page.goto(isSpoken ? `${url}/?voice=1` : url);
  await page.locator(".composer textarea").waitFor();
  if (isSpoken) await page.locator(".voice-line", { hasText: "Listening" }).waitFor();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  return { page, session, context };
}

/** @param speech Typed when absent. */
async function takeTurn(page, turn, speech) {
  await page.evaluate(markLines);
  await (speech === undefined ? write(page, turn) : page.evaluate((wav) => globalThis.speakInto(wav), speech));
  await page.waitForFunction(isAnswered, speech !== undefined, { polling: 100, timeout: turnTimeoutMs });
}

/** The sound device of a machine that slept may not come back. */
async function listenAnew(page) {
  const off = page.getByRole("button", { name: "Stop listening" });
  if (await off.isVisible()) await off.click();
  await page.getByRole("button", { name: "Speak", exact: true }).click();
  await page.locator(".voice-line", { hasText: "Listening" }).waitFor();
}

async function write(page, turn) {
  await page.locator(".composer textarea").fill(`${said[turn % said.length]} Turn ${turn}.`);
  await page.keyboard.press("Enter");
}

/** After a collection: of objects, of the document, of sound, and of the whole process. */
async function look(session, processId) {
  // The second one takes what finalizers of the first let go.
  for (let time = 0; time < 2; time += 1) await session.send("HeapProfiler.collectGarbage");
  return {
    heapMb: round((await metric(session, "JSHeapUsedSize")) / 1e6, 2),
    nodes: await metric(session, "Nodes"),
    listeners: await metric(session, "JSEventListeners"),
    audioNodes: await metric(session, "AudioHandlers"),
    processMb: residentMb(processId),
  };
}

/** The process that draws the page: the busiest one. */
async function rendererOf(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const busiest = processInfo
    .filter(({ type }) => type === "renderer")
    .toSorted((one, other) => other.cpuTime - one.cpuTime);
  return busiest[0]?.id;
}

/** Of Linux; elsewhere unknown. */
function residentMb(processId) {
  try {
    const [, pages] = readFileSync(`/proc/${processId}/statm`, "utf8").split(" ");
    return round((Number(pages) * 4096) / 1e6);
  } catch {
    return undefined;
  }
}
