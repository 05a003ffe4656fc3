import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ChatMessage } from "../core/chat-message.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ReplyEvent, ReplyFinishEvent } from "../core/reply.ts";
import { createDeferred } from "../core/deferred.ts";
import { noUsage } from "../core/usage.ts";
import { createStatusLine } from "./status-line.ts";
import { talk, type TalkOptions } from "./talk.ts";

const finish: ReplyFinishEvent = {
  type: "finish",
  source: "model",
  model: "parrot",
  finishReason: "stop",
  complete: true,
  usage: noUsage,
  timings: { waitMs: 0, prefillMs: 0, decodeMs: 0, queueMs: 0, loadMs: 0, firstTokenMs: 0, totalMs: 0 },
  warnings: [],
};

async function* say(...words: readonly string[]): AsyncGenerator<ReplyEvent> {
  for (const text of words) yield { type: "text-delta", text, tokenCount: 1 };
  yield finish;
}

/** Writes a word, then waits for the signal as a model that goes on and on would. */
async function* sayUntilStopped(word: string, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
  yield { type: "text-delta", text: word, tokenCount: 1 };
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  yield { ...finish, finishReason: "cancelled" };
}

function start(options: Partial<TalkOptions> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked: { model: string; messages: readonly ChatMessage[] }[] = [];
  let screen = "";
  const watchers = new Set<() => void>();
  output.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    for (const watch of watchers) watch();
  });
  const answer = options.answer ?? (() => say("Hello", " you"));
  const ended = talk({
    input,
    output,
    status: createStatusLine({ write: () => {} }),
    models: {
      names: () => ["parrot", "other"],
      find(name) {
        const names = new Map([...["parrot", "other"].map((one) => [one, one] as const), ["./x.gguf", "x"]]);
        const found = names.get(name);
        if (found !== undefined) return found;
        throw new ReparteeError("model_not_found", `Cannot find model "${name}"`, { hint: "Known are parrot, other." });
      },
      load: async (name) => `${name} on none`,
    },
    model: "parrot",
    ...options,
    answer: (model, messages, signal) => {
      asked.push({ model, messages });
      return answer(model, messages, signal);
    },
  });
  /** Resolves when something new on the screen matches; what came before is then forgotten. */
  const see = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const watch = (): void => {
        const found = pattern.exec(screen);
        if (found === null) return;
        watchers.delete(watch);
        const seen = screen.slice(0, found.index + found[0].length);
        screen = screen.slice(found.index + found[0].length);
        resolve(seen);
      };
      watchers.add(watch);
      watch();
    });
  const prompt = async (): Promise<string> => see(promptAtEnd);
  return { input, ended, asked, see, prompt, type: (line: string) => void input.write(`${line}\r`) };
}

/** A conversation in the middle of its first reply, `One two`, which goes on when `reply` is resolved. */
async function duringReply() {
  const reply = createDeferred<undefined>();
  const scene = start({
    answer: async function* () {
      yield { type: "text-delta", text: "One ", tokenCount: 1 };
      await reply.promise;
      yield* say("two");
    },
  });
  await scene.prompt();
  scene.type("go on");
  await scene.see(/One /);
  return { ...scene, reply };
}

/** The prompt, and what readline writes to put the cursor after it. */
// oxlint-disable-next-line no-control-regex
const promptAtEnd = /> (?:\u001b\[3G)?$/;
const ctrlA = "\u0001";
const ctrlC = "\u0003";
const ctrlD = "\u0004";

describe("talk", () => {
  test("streams a reply and remembers the turns for the next", async () => {
    const { asked, ended, prompt, see, type } = start({ system: "Be kind." });
    await see(/parrot on none\. \/help/);
    await prompt();
    type("hi");
    await see(/Hello you\n/);
    await prompt();
    type("again");
    await see(/Hello you\n/);
    await prompt();
    type("/exit");
    await ended;
    expect(asked.map(({ messages }) => messages)).toEqual([
      [
        { role: "system", content: "Be kind." },
        { role: "user", content: "hi" },
      ],
      [
        { role: "system", content: "Be kind." },
        { role: "user", content: "hi" },
        { role: "assistant", content: "Hello you" },
        { role: "user", content: "again" },
      ],
    ]);
  });

  test("Ctrl-C stops a reply and not the program; what was written stays in the conversation", async () => {
    const { asked, ended, input, prompt, see, type } = start({
      answer: (_, __, signal) => sayUntilStopped("endless", signal),
    });
    await prompt();
    type("go on");
    await see(/endless/);
    input.write(ctrlC);
    await see(/\(stopped\)/);
    await prompt();
    type("more");
    await see(/endless/);
    input.write(ctrlC);
    await prompt();
    type("/exit");
    await ended;
    expect(asked[1]?.messages.map(({ content }) => content)).toEqual(["go on", "endless", "more"]);
  });

  test("Ctrl-C at a line that is not empty clears it, at the empty prompt it leaves", async () => {
    const { asked, ended, input, prompt } = start();
    await prompt();
    input.write("half a thought");
    input.write(ctrlC);
    input.write(ctrlC);
    await ended;
    expect(asked).toEqual([]);
  });

  test("Ctrl-C clears the whole line, wherever its cursor is", async () => {
    const { asked, ended, input, prompt, see, type } = start();
    await prompt();
    for (const moved of [ctrlA, "\u001b[D\u001b[D"]) {
      input.write(`half a thought${moved}`);
      input.write(ctrlC);
      type("whole");
      await see(/Hello you/);
      await prompt();
    }
    input.write(ctrlC);
    await ended;
    expect(asked.map(({ messages }) => messages.at(-1)?.content)).toEqual(["whole", "whole"]);
  });

  test("what is typed during a reply is not written into it, and is whole at the prompt", async () => {
    const { reply, asked, ended, input, see, prompt, type } = await duringReply();
    input.write("typed ahead");
    reply.resolve(undefined);
    // oxlint-disable-next-line no-control-regex
    expect(await see(/> typed ahead\u001b\[14G$/)).toMatch(/^two\n(?:\u001b\[\d*[GJ])*> typed ahead/);
    type(" more");
    await see(/two\n/);
    await prompt();
    type("/exit");
    await ended;
    expect(asked.map(({ messages }) => messages.at(-1)?.content)).toEqual(["go on", "typed ahead more"]);
  });

  test("a message sent during a reply is shown after it, at a prompt of its own", async () => {
    const { reply, asked, ended, input, see, type } = await duringReply();
    type("next");
    await new Promise(setImmediate);
    input.write("and");
    reply.resolve(undefined);
    await see(/^two\n> next\nOne two\n/);
    await see(/> and/);
    input.write(ctrlC);
    type("/exit");
    await ended;
    expect(asked.map(({ messages }) => messages.at(-1)?.content)).toEqual(["go on", "next"]);
  });

  test("Ctrl-D leaves", async () => {
    const { ended, input, prompt } = start();
    await prompt();
    input.write(ctrlD);
    await expect(ended).resolves.toBeUndefined();
  });

  test("leaving while a reply is written ends the reply", async () => {
    const { ended, input, prompt, see, type } = start({
      answer: (_, __, signal) => sayUntilStopped("endless", signal),
    });
    await prompt();
    type("go on");
    await see(/endless/);
    input.end();
    await expect(ended).resolves.toBeUndefined();
  });

  test("a model that is not here is waited for, with what is done for it on the status line", async () => {
    const shown: string[] = [];
    const { ended, prompt, see, type } = start({
      status: createStatusLine({ isTTY: true, write: (text) => shown.push(text) }),
      models: {
        names: () => ["parrot"],
        find: (reference) => reference,
        async load(name, _, onProgress) {
          if (name !== "parrot") {
            onProgress(0.25, "downloading");
            onProgress(0.95, "converting");
            onProgress(1);
          }
          return `${name} on none`;
        },
      },
    });
    await prompt();
    type("/model microsoft/DialoGPT-small");
    await see(/microsoft\/DialoGPT-small on none/);
    type("/exit");
    await ended;
    const lines = shown.join("\n");
    expect(lines).toMatch(/Downloading microsoft\/DialoGPT-small 25 %/);
    expect(lines).toMatch(/Converting microsoft\/DialoGPT-small 95 %[^]*Loading microsoft\/DialoGPT-small 100 %/);
  });

  test("commands: help, reset, system, model, and an unknown one", async () => {
    const { asked, ended, prompt, see, type } = start();
    await prompt();
    type("/help");
    await see(/\/reset +clear/);
    type("hi");
    await see(/Hello you/);
    type("/reset");
    await see(/is cleared/);
    type("/system Speak like a pirate.");
    await see(/message is set/);
    type("/model");
    await see(/\* parrot\r?\n +other/);
    type("/model nowhere");
    await see(/Cannot find model "nowhere"[^]*Known are parrot, other/);
    type("/model ./x.gguf");
    await see(/x on none/);
    type("/model other");
    await see(/other on none/);
    type("ahoy");
    await see(/Hello you/);
    type("/frobnicate");
    await see(/There is no command \/frobnicate/);
    type("/exit");
    await ended;
    expect(asked.at(-1)).toEqual({
      model: "other",
      messages: [
        { role: "system", content: "Speak like a pirate." },
        { role: "user", content: "ahoy" },
      ],
    });
  });

  test("an error is reported with its hint, and the failed turn is not remembered", async () => {
    let isBroken = true;
    const error = new ReparteeError("context_length_exceeded", "Cannot answer: too long", { hint: "Say less" });
    const { asked, ended, prompt, see, type } = start({
      answer: () => {
        if (!isBroken) return say("fine");
        isBroken = false;
        return (async function* (): AsyncGenerator<ReplyEvent> {
          yield { type: "error", error };
        })();
      },
    });
    await prompt();
    type("long");
    await see(/Error: Cannot answer: too long\r?\nHint: +Say less\r?\nThis message alone is too long/);
    await prompt();
    type("short");
    await see(/fine/);
    type("/exit");
    await ended;
    expect(asked[1]?.messages).toEqual([{ role: "user", content: "short" }]);
  });

  test.each([
    { name: "marked by the terminal", pasted: "\u001b[200~// a\rb\rc\u001b[201~" },
    { name: "in one chunk", pasted: "// a\rb\rc" },
  ])("pasted lines $name are one message and no command, sent with Enter", async ({ pasted }) => {
    const { asked, ended, input, prompt, see, type } = start();
    await prompt();
    input.write(pasted);
    await see(/c$/);
    type(" d");
    await see(/Hello you/);
    type("/exit");
    await ended;
    expect(asked.map(({ messages }) => messages.at(-1)?.content)).toEqual(["// a\nb\nc d"]);
  });

  test.each([
    { name: "marked by the terminal, in several chunks", pasted: ["\u001b[200~a\r", "b\r", "\u001b[201~"] },
    { name: "in one chunk", pasted: ["a\rb\r"] },
  ])("pasted lines $name that end with a line end are sent at once", async ({ pasted }) => {
    const { asked, ended, input, prompt, see, type } = start();
    await prompt();
    for (const chunk of pasted) {
      input.write(chunk);
      await new Promise(setImmediate);
    }
    await see(/Hello you/);
    type("/exit");
    await ended;
    expect(asked.map(({ messages }) => messages.at(-1)?.content)).toEqual(["a\nb"]);
  });

  test("Ctrl-C forgets what was pasted and not sent", async () => {
    const { asked, ended, input, prompt } = start();
    await prompt();
    input.write("\u001b[200~a\rb\u001b[201~");
    input.write(ctrlC);
    input.write(ctrlC);
    await ended;
    expect(asked).toEqual([]);
  });

  test("a terminal is asked to mark what is pasted, and no longer when the user has left", async () => {
    const output = Object.assign(new PassThrough(), { isTTY: true });
    let screen = "";
    output.setEncoding("utf8").on("data", (text: string) => (screen += text));
    const { ended, input } = start({ output });
    input.write("/exit\r");
    await ended;
    expect(screen.startsWith("\u001b[?2004h")).toBe(true);
    expect(screen.endsWith("\u001b[?2004l")).toBe(true);
  });

  test("a reply that reached its length limit says so", async () => {
    const { ended, prompt, see, type } = start({
      answer: async function* () {
        yield { type: "text-delta", text: "Once upon a", tokenCount: 3 };
        yield { ...finish, finishReason: "length" };
      },
    });
    await prompt();
    type("tell");
    await see(/Once upon a\r?\n\(the reply reached its length limit/);
    type("/exit");
    await ended;
  });

  test("a model that cannot be loaded ends it with that error", async () => {
    const error = new ReparteeError("model_file_missing", "Cannot load");
    const { ended } = start({
      models: { names: () => ["parrot"], find: (name) => name, load: () => Promise.reject(error) },
    });
    await expect(ended).rejects.toBe(error);
  });
});
