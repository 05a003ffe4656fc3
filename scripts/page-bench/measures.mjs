import { gzipSync } from "node:zlib";
import { frameFigures, percentile, round } from "./figures.mjs";
import { scrollFor, storeConversation, watchFrames } from "./in-page.mjs";
import { replyKinds } from "./long-reply.mjs";

export const desktop = { viewport: { width: 1440, height: 900 }, locale: "en-US" };
export const waitMs = 180_000;

/** One line on the error output, for who waits. */
export const progress = (text) => process.stderr.write(`  ${text}\n`);

async function open(browser, url) {
  const context = await browser.newContext(desktop);
  context.setDefaultTimeout(waitMs);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(".composer textarea").waitFor();
  await page.evaluate(watchFrames);
  const session = await context.newCDPSession(page);
  // Time of the page's own thread: other processes of a busy machine do not count.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return { page, session, close: () => context.close() };
}

export async function metric(session, name) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

/** Compressed scripts that the document loads before anything is clicked. */
export async function firstPageScripts(url) {
  const html = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  const paths = [...html.matchAll(/"(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path);
  let bytes = 0;
  for (const path of paths) bytes += gzipSync(Buffer.from(await (await fetch(url + path)).arrayBuffer())).length;
  return bytes;
}

/** A browser without anything in its cache, `count` times. */
export async function firstPaint(browser, url, count) {
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const context = await browser.newContext(desktop);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator(".ollie path").first().waitFor();
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await context.close();
  }
  return { p50: round(percentile(times, 0.5)), slowest: round(Math.max(...times)) };
}

export const said = [
  "My dog died yesterday.",
  "I got the job, I can't believe it!",
  "Somebody stole my bicycle.",
  "We danced all evening.",
  "I am a little afraid of tomorrow.",
  "What do you think about the sea?",
];

/** Talk with the model running: how long each chunk takes to the screen, and how even the frames are meanwhile. */
export async function talk(browser, relay, turns) {
  const { page, close } = await open(browser, relay.url);
  const delays = [];
  const frames = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await begin(page, relay, ".line.assistant .said");
    await page.locator(".composer textarea").fill(said[turn % said.length]);
    await page.keyboard.press("Enter");
    await page.locator(".provenance").nth(turn).waitFor();
    // He speaks on for as long as his mouth has text.
    await page.waitForTimeout(1500);
    delays.push(...(await delaysOf(page, relay)));
    frames.push(...(await page.evaluate(() => globalThis.pageBench.frames)));
    progress(`talk: turn ${turn + 1} of ${turns}`);
  }
  await close();
  return { delays, frames };
}

/**
 * The same of the chat, whose replies are longer and Markdown. Their length is bounded: a small model may tell a story
 * without an end, and on a busy machine no wait is long enough for it.
 */
export async function chat(browser, relay, replies) {
  const { page, close } = await open(browser, `${relay.url}/chat`);
  await page.evaluate(() => localStorage.setItem("repartee.chat", JSON.stringify({ maxTokens: 160 })));
  await page.reload();
  await page.locator(".composer textarea").waitFor();
  await page.evaluate(watchFrames);
  const delays = [];
  for (let reply = 0; reply < replies; reply += 1) {
    await begin(page, relay, ".message.assistant .markdown");
    await page.locator(".composer textarea").fill("Tell me a story about a ship and its crew.");
    await page.keyboard.press("Enter");
    await page.locator(".stats", { hasText: "tokens" }).nth(reply).waitFor();
    delays.push(...(await delaysOf(page, relay)));
    progress(`chat: reply ${reply + 1} of ${replies}, ${delays.length} chunks`);
  }
  await close();
  return delays;
}

async function begin(page, relay, selector) {
  relay.take();
  await page.evaluate((shown) => {
    Object.assign(globalThis.pageBench, { painted: [], frames: [], selector: shown, isOn: true });
  }, selector);
}

/** Milliseconds from each chunk's leaving the server to the first frame that shows it. */
async function delaysOf(page, relay) {
  const painted = await page.evaluate(() => globalThis.pageBench.painted);
  const sent = relay.take();
  return sent.flatMap(({ letters, atMs }, index) => {
    if (letters === (sent[index - 1]?.letters ?? 0)) return [];
    const shown = painted.find((frame) => frame.letters >= letters && frame.atMs >= atMs);
    return shown === undefined ? [] : [shown.atMs - atMs];
  });
}

/** A reply of 10,000 tokens: work of the page's thread for each token, by thirds of the reply, and frames meanwhile. */
export async function longReply(browser, relay, kind, count, perSecond) {
  relay.answerWith({ tokens: replyKinds[kind](count), perSecond });
  const { page, session, close } = await open(browser, `${relay.url}/chat`);
  await page.evaluate(() => Object.assign(globalThis.pageBench, { frames: [], isOn: true }));
  await page.locator(".composer textarea").fill("Write at length.");
  await page.keyboard.press("Enter");
  const work = [];
  let before = await metric(session, "TaskDuration");
  for (let third = 1; third <= 3; third += 1) {
    const written = relay.written();
    // The last tokens and the end of the reply are no part of it.
    await relay.untilWritten(Math.floor((count * third) / 3) - (third === 3 ? 50 : 0));
    const now = await metric(session, "TaskDuration");
    work.push(round(((now - before) * 1e6) / (relay.written() - written)));
    progress(`long reply, ${kind}: ${relay.written()} of ${count} tokens`);
    before = now;
  }
  await page.locator(".message.assistant .stats").waitFor();
  const frames = await page.evaluate(() => {
    globalThis.pageBench.isOn = false;
    return globalThis.pageBench.frames;
  });
  const scrolled = await page.evaluate(scrollFor, [".messages", 4000]);
  relay.answerWith(undefined);
  await close();
  return { microsecondsPerToken: work, streaming: frameFigures(frames), scrolling: frameFigures(scrolled) };
}

/** A conversation of many messages: opened, scrolled, and continued. */
export async function longConversation(browser, relay, count) {
  const { page, session, close } = await open(browser, `${relay.url}/chat`);
  const text = replyKinds.mixed(150).join("");
  const messages = Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? { role: "user", text: `Question ${index}?` } : { role: "assistant", text },
  );
  await page.evaluate(storeConversation, messages);
  await page.reload();
  await page.evaluate(watchFrames);
  const entry = page.getByRole("button", { name: "A long conversation", exact: true });
  await entry.waitFor();
  const openedMs = await page.evaluate(async (expected) => {
    const startedMs = performance.now();
    document.querySelector(".conversations li .open").click();
    await new Promise((resolve) => {
      const look = () => {
        if (document.querySelectorAll(".message").length === expected) setTimeout(resolve);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    return performance.now() - startedMs;
  }, count);
  const scrolled = await page.evaluate(scrollFor, [".messages", 6000]);
  relay.answerWith({ tokens: replyKinds.mixed(1500), perSecond: 150 });
  await page.evaluate(() => Object.assign(globalThis.pageBench, { frames: [], isOn: true }));
  await page.locator(".composer textarea").fill("And now?");
  await page.keyboard.press("Enter");
  const before = await metric(session, "TaskDuration");
  await page.waitForFunction(
    () =>
      document.querySelectorAll(".message.assistant .stats").length * 2 ===
      document.querySelectorAll(".message").length,
    undefined,
    { polling: 100 },
  );
  const work = round((((await metric(session, "TaskDuration")) - before) * 1e6) / 1500);
  const frames = await page.evaluate(() => globalThis.pageBench.frames);
  relay.answerWith(undefined);
  await close();
  return {
    openedMs: round(openedMs),
    scrolling: frameFigures(scrolled),
    microsecondsPerToken: work,
    streaming: frameFigures(frames),
  };
}
