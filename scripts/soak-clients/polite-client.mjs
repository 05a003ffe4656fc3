/** A client that asks one after another, on a thread of its own: what another of 300 requests costs here is not its wait. */
import { Agent } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { ask } from "./ask.mjs";

const server = { url: workerData.url, agent: new Agent({ keepAlive: false }) };
const outcomes = [];
for (let turn = 0; turn < workerData.turns; turn += 1) {
  outcomes.push(await ask(server, { client: "polite", max_tokens: 20 }));
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has no origin
parentPort.postMessage(outcomes);
