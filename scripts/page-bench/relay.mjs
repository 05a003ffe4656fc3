/**
 * Stands between the browser and the server: notes when each chunk of a streamed reply left the server, and writes
 * replies of any length itself where one is asked for.
 */
import { createServer, request as send } from "node:http";

/** Letters are what Markdown leaves as it is. */
const lettersOf = (text) => text.match(/\p{L}/gu)?.length ?? 0;

export async function startRelay(serverUrl) {
  const target = new URL(serverUrl);
  /** How many letters of the reply had left the server, and when (milliseconds since 1970). */
  let sent = [];
  let script;
  let progress = { written: 0 };

  function watch(response) {
    let rest = "";
    let letters = 0;
    response.setEncoding("utf8").on("data", (bytes) => {
      const atMs = Date.now();
      rest += bytes;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const text = textOf(line);
        if (text === "") continue;
        letters += lettersOf(text);
        sent.push({ letters, atMs });
      }
    });
  }

  const relay = createServer((incoming, outgoing) => {
    if (script !== undefined && incoming.url === "/v1/chat/completions") {
      incoming.resume();
      progress = { written: 0 };
      void writeReply(outgoing, script, progress);
      return;
    }
    const headers = { ...incoming.headers, host: target.host };
    if (headers.origin !== undefined) headers.origin = target.origin;
    const { hostname: host, port } = target;
    const outbound = send({ host, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (String(answer.headers["content-type"]).startsWith("text/event-stream")) watch(answer);
      answer.pipe(outgoing);
    });
    outbound.on("error", () => outgoing.destroy());
    outgoing.on("close", () => outbound.destroy());
    incoming.pipe(outbound);
  });
  await new Promise((resolve) => relay.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    /** What was noted since the last call. */
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
    /** From now on the chat is answered by these tokens, at this speed; undefined: by the server. */
    answerWith(next) {
      script = next;
    },
    /** Tokens of its own reply. */
    written: () => progress.written,
    async untilWritten(count) {
      while (progress.written < count) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    stop() {
      relay.closeAllConnections();
      relay.close();
    },
  };
}

function textOf(line) {
  if (!line.startsWith("data: {")) return "";
  const data = JSON.parse(line.slice("data: ".length));
  if (data.choices !== undefined) return data.choices[0]?.delta?.content ?? "";
  return Object.keys(data).length <= 2 && typeof data.text === "string" ? data.text : "";
}

async function writeReply(response, { tokens, perSecond }, progress) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const startedMs = performance.now();
  while (progress.written < tokens.length && !response.destroyed) {
    const due = Math.min(tokens.length, Math.ceil(((performance.now() - startedMs) / 1000) * perSecond));
    for (; progress.written < due; progress.written += 1) {
      const choices = [{ index: 0, delta: { content: tokens[progress.written] }, finish_reason: null }];
      response.write(`data: ${JSON.stringify({ choices })}\n\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\n`);
  response.end("data: [DONE]\n\n");
}
