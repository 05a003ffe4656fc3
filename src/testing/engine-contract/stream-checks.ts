import { isTerminal, type GenerateEvent, type PrefillEvent } from "../../core/generate-event.ts";
import { type CheckDefinition, expectThat } from "./check.ts";
import { readErrorCode, readReply, requestFor, startReply, steady, wholeReply } from "./read-reply.ts";
import { loadModel, unloadModel, withModel } from "./with-model.ts";

/** How a stream of events begins, ends and keeps to itself. */
export const streamChecks: readonly CheckDefinition[] = [
  {
    name: "reply has exactly one terminal event, and nothing after it",
    run: (subject) =>
      withModel(subject, async (model) => {
        const whole = await readReply(
          subject,
          model,
          requestFor(subject.longInput, { maxTokens: 8, sampling: steady }),
        );
        expectThat(whole.tokenCount > 0, "the reply to the long prompt has no tokens");
        expectThat(whole.finish.reason !== "cancelled", "a reply that nobody aborted ended as cancelled");
      }),
  },
  {
    name: "reply begins with growing prefill events, if any",
    run: (subject) =>
      withModel(subject, async (model) => {
        const { events } = await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 2 }));
        expectPrefillInOrder(events);
      }),
  },
  {
    name: "reply, left early, makes room for the next request",
    run: (subject) =>
      withModel(subject, async (model) => {
        for (let round = 0; round <= model.info.slots; round += 1) {
          const reply = startReply(subject, model, requestFor(subject.longInput));
          await reply.untilFirstToken();
          await reply.leave();
          expectThat((await reply.next()) === undefined, "an event comes after return()");
        }
        await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 4 }));
      }),
  },
  {
    name: "reply, asked for and never read, takes no room",
    run: (subject) =>
      withModel(subject, async (model) => {
        const { signal } = new AbortController();
        for (let round = 0; round <= model.info.slots; round += 1)
          model.generate(requestFor(subject.longInput), signal);
        await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 4 }));
      }),
  },
  {
    name: "replies that run at once do not mix",
    run: (subject) =>
      withModel(subject, async (model) => {
        const inputs = [subject.longInput, subject.otherInput, subject.longInput, subject.otherInput];
        const requests = inputs.map((input) => () => requestFor(input, { maxTokens: 16, sampling: steady }));
        const alone: string[] = [];
        for (const request of requests) alone.push((await readReply(subject, model, request())).text);
        expectThat(alone[0] !== alone[1], "longInput and otherInput have the same reply: choose others");
        const together = await Promise.all(requests.map((request) => readReply(subject, model, request())));
        for (const [index, reply] of together.entries()) {
          expectThat(
            reply.text === alone[index],
            `beside others the reply is "${reply.text}", alone "${alone[index]}"`,
          );
        }
      }),
  },
  {
    name: "replies read in turns do not mix",
    run: (subject) =>
      withModel(subject, async (model) => {
        const inputs = [subject.longInput, subject.otherInput].slice(0, model.info.slots);
        const options = { maxTokens: 16, sampling: steady };
        const replies = inputs.map((input) => startReply(subject, model, requestFor(input, options)));
        const events: GenerateEvent[][] = inputs.map(() => []);
        const open = new Set(replies.keys());
        while (open.size > 0) {
          for (const index of open) {
            const event = await replies[index]?.next();
            if (event === undefined) open.delete(index);
            else events[index]?.push(event);
          }
        }
        for (const [index, input] of inputs.entries()) {
          const alone = await readReply(subject, model, requestFor(input, options));
          const { text } = wholeReply(events[index] ?? []);
          expectThat(text === alone.text, `read in turns the reply is "${text}", alone "${alone.text}"`);
        }
      }),
  },
  {
    name: "reply to a prompt larger than the context window is an error event",
    run: async (subject) => {
      await withModel(subject, async (model) => {
        const window = model.info.contextWindowTokens;
        if (window === undefined) return;
        const text = "word ".repeat(window + 1);
        const code = await readErrorCode(subject, model, requestFor(messageOrText(subject.capabilities.chat, text)));
        expectThat(code === "context_length_exceeded", `the error is ${code}`);
        await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 2 }));
      });
    },
  },
  {
    name: "reply without a token limit stays inside the context window",
    run: (subject) =>
      withModel(
        subject,
        async (model) => {
          const window = model.info.contextWindowTokens;
          if (window === undefined) return;
          const { finish } = await readReply(subject, model, requestFor(subject.longInput, { sampling: steady }));
          const spanned = finish.usage.promptTokens + finish.usage.completionTokens;
          expectThat(spanned <= window, `prompt and reply have ${spanned} tokens, the context window ${window}`);
        },
        { contextSize: 256 },
      ),
  },
  {
    name: "reply goes on when another model of the same engine is unloaded",
    run: (subject) =>
      withModel(subject, async (model, engine) => {
        const other = await loadModel(subject, engine);
        const reply = startReply(subject, model, requestFor(subject.longInput, { maxTokens: 8 }));
        const before = await reply.untilFirstToken();
        await unloadModel(subject, other);
        wholeReply([...before, ...(await reply.rest())]);
      }),
  },
];

function messageOrText(chat: unknown, text: string): Parameters<typeof requestFor>[0] {
  return chat === true ? { kind: "chat", messages: [{ role: "user", content: text }] } : { kind: "text", text };
}

function expectPrefillInOrder(events: readonly GenerateEvent[]): void {
  let previous: PrefillEvent | undefined;
  let begun = false;
  for (const event of events) {
    if (event.type !== "prefill") {
      begun ||= !isTerminal(event);
      continue;
    }
    expectThat(!begun, "a prefill event follows the first token");
    expectThat(event.processedTokens <= event.totalTokens, "more prompt tokens are processed than there are");
    expectThat(event.cachedTokens <= event.processedTokens, "cached tokens are not counted as processed");
    if (previous !== undefined) {
      expectThat(event.processedTokens >= previous.processedTokens, "prefill goes back");
      expectThat(event.totalTokens === previous.totalTokens, "the prompt's size changes while it is read");
    }
    previous = event;
  }
}
