/**
 * `npm run bench:page`: how quick the page is, in the Chromium that is installed, beside the starter model on the same
 * machine. Figures go into docs/page.md.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { chromiumPath, noChromium } from "./chromium.mjs";
import { frameFigures, percentile, round } from "./page-bench/figures.mjs";
import { longTalk } from "./page-bench/long-talk.mjs";
import { replyKinds } from "./page-bench/long-reply.mjs";
import { chat, firstPageScripts, firstPaint, longConversation, longReply, talk } from "./page-bench/measures.mjs";
import { startRelay } from "./page-bench/relay.mjs";
import { startServer } from "./served-page.mjs";

const help = `Measures the page in the installed Chromium, beside the model on the same machine.

  npm run bench:page -- [options]

  --only A,B      of size, paint, talk, chat, reply, conversation, memory (default all)
  --model NAME    who answers in talk and chat (default smollm2-135m)
  --turns N       turns of talk with the model (default 12)
  --tokens N      tokens of the long replies (default 10000)
  --messages N    messages of the long conversation (default 500)
  --memory N      turns whose memory is followed (default 600)
  --minutes N     time over which these are spread (default 0: as fast as they go)
  --spoken N      each Nth of these is spoken and answered aloud (default 4; 0: none)
`;

const { values: flags } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    only: { type: "string", default: "size,paint,talk,chat,reply,conversation,memory" },
    model: { type: "string", default: "smollm2-135m" },
    turns: { type: "string", default: "12" },
    tokens: { type: "string", default: "10000" },
    messages: { type: "string", default: "500" },
    memory: { type: "string", default: "600" },
    minutes: { type: "string", default: "0" },
    spoken: { type: "string", default: "4" },
  },
});
if (flags.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (noChromium !== undefined) {
  console.error(`Cannot measure the page: ${noChromium}.`);
  process.exit(1);
}

const wanted = new Set(flags.only.split(","));
const log = (name, figures) => console.log(`${name.padEnd(34)} ${JSON.stringify(figures)}`);
const delayFigures = (delays) => ({
  chunks: delays.length,
  p50: percentile(delays, 0.5),
  p95: percentile(delays, 0.95),
  worst: Math.max(...delays),
});

const server = await startServer(["--model", flags.model]);
const args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"];
const browser = await chromium.launch({ executablePath: chromiumPath, args });
const relay = await startRelay(server.url);
try {
  await server.untilReady();
  console.log(`${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${browser.version()}, ${flags.model}`);
  if (wanted.has("size")) log("scripts of the first page", { gzipBytes: await firstPageScripts(server.url) });
  if (wanted.has("paint")) log("first paint, ms", await firstPaint(browser, server.url, 10));
  if (wanted.has("talk")) {
    const { delays, frames } = await talk(browser, relay, Number(flags.turns));
    log("talk: server to screen, ms", delayFigures(delays));
    log("talk: frames while he speaks", frameFigures(frames));
  }
  if (wanted.has("chat")) log("chat: server to screen, ms", delayFigures(await chat(browser, relay, 4)));
  if (wanted.has("reply")) {
    for (const kind of Object.keys(replyKinds)) {
      const figures = await longReply(browser, relay, kind, Number(flags.tokens), 400);
      log(`long reply, ${kind}: work`, figures.microsecondsPerToken);
      log(`long reply, ${kind}: streaming`, figures.streaming);
      log(`long reply, ${kind}: scrolling`, figures.scrolling);
    }
  }
  if (wanted.has("conversation")) {
    const figures = await longConversation(browser, relay, Number(flags.messages));
    log("long conversation: opened, ms", figures.openedMs);
    log("long conversation: scrolling", figures.scrolling);
    log("long conversation: work", figures.microsecondsPerToken);
    log("long conversation: streaming", figures.streaming);
  }
  if (wanted.has("memory")) {
    const turns = { turns: Number(flags.memory), minutes: Number(flags.minutes), spokenEach: Number(flags.spoken) };
    const { points, emptied, unanswered } = await longTalk(browser, turns);
    for (const point of points) log("long talk", point);
    log("long talk: then a new one", { ...emptied, unanswered });
    const [first, last] = [points[0], points.at(-1)];
    log("long talk: growth, kB a turn", round(((last.heapMb - first.heapMb) * 1000) / (last.turn - first.turn), 2));
  }
} finally {
  relay.stop();
  await browser.close();
  await server.stop();
}
