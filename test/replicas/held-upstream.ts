/**
 * A model server for tests, with OpenAI's API: it repeats what the user said, word by word. A message with the word
 * "hold" gets its first words and then nothing until it is released, so that a test need not hit a moment.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { z } from "zod";

export interface HeldUpstream extends AsyncDisposable {
  readonly url: string;
  /** The messages of each request, oldest first, as one text each. */
  readonly prompts: readonly string[];
  /** Replies that wait in the middle. */
  readonly heldCount: number;
  /** Ends what waits, and what comes later does not wait. */
  release(): void;
  /** What comes later waits again. */
  hold(): void;
}

const request = z.looseObject({
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
});

export async function startHeldUpstream(): Promise<HeldUpstream> {
  const prompts: string[] = [];
  const held = new Set<() => void>();
  let isHolding = true;

  async function answer(body: z.infer<typeof request>, response: ServerResponse): Promise<void> {
    prompts.push(body.messages.map(({ role, content }) => `${role}: ${content}`).join("\n"));
    const said = body.messages.findLast(({ role }) => role === "user")?.content ?? "";
    const reply = `You said ${said.split("\n").at(-1)?.trim()}.`;
    if (body.stream !== true) {
      const message = { role: "assistant", content: reply };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: "c", choices: [{ index: 0, message, finish_reason: "stop" }], usage }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (delta: object, finish: string | null = null): void => {
      const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "held" };
      response.write(
        `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
      );
    };
    const words = reply.split(/(?= )/);
    for (const [index, word] of words.entries()) {
      if (index === 2 && isHolding && /\bhold\b/.test(reply)) {
        await new Promise<void>((resolve) => {
          held.add(resolve);
          response.once("close", resolve);
        }).finally(() => undefined);
      }
      send({ content: word });
    }
    send({}, "stop");
    response.end("data: [DONE]\n\n");
  }

  const server = createServer((incoming, response) => {
    if (incoming.method === "GET") {
      const data = [{ id: "held", object: "model", created: 1, owned_by: "test" }];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "list", data }));
      return;
    }
    void json(incoming).then((body) => answer(request.parse(body), response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const release = (): void => {
    isHolding = false;
    for (const resolve of held) resolve();
    held.clear();
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    prompts,
    get heldCount() {
      return held.size;
    },
    release,
    hold: () => void (isHolding = true),
    async [Symbol.asyncDispose]() {
      release();
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
