import { getEventListeners } from "node:events";
import type { GenerateEvent } from "../../core/generate-event.ts";
import { type CheckDefinition, expectThat } from "./check.ts";
import { readReply, requestFor, startReply, tokenCountOf, wholeReply } from "./read-reply.ts";
import { withModel } from "./with-model.ts";

/** What an aborted request still may do. */
export const abortChecks: readonly CheckDefinition[] = [
  {
    name: "abort before the start leaves a reply without tokens",
    run: (subject) =>
      withModel(subject, async (model) => {
        const reply = await readReply(subject, model, requestFor(subject.longInput), AbortSignal.abort());
        expectCancelled(reply.events);
        expectThat(reply.tokenCount === 0, `${reply.tokenCount} tokens came although the request was aborted before`);
        expectThat(reply.finish.usage.completionTokens === 0, "tokens are counted that were never generated");
      }),
  },
  {
    name: "abort ends a reply within one token",
    run: (subject) =>
      withModel(subject, async (model) => {
        const abort = new AbortController();
        const reply = startReply(subject, model, requestFor(subject.longInput), abort.signal);
        await reply.untilFirstToken();
        abort.abort();
        expectCancelled(await reply.rest());
      }),
  },
  {
    name: "abort ends a reply whose next event is awaited",
    run: (subject) =>
      withModel(subject, async (model) => {
        const abort = new AbortController();
        const reply = startReply(subject, model, requestFor(subject.longInput), abort.signal);
        await reply.untilFirstToken();
        const pending = reply.next();
        abort.abort();
        const event = await pending;
        expectThat(event !== undefined, "the reply ended without a terminal event");
        expectCancelled(event.type === "finish" ? [event] : [event, ...(await reply.rest())]);
      }),
  },
  {
    name: "abort of one reply leaves the others running",
    skip: ({ capabilities }) => (capabilities.parallel === true ? undefined : capabilities.parallel.unsupported),
    run: (subject) =>
      withModel(subject, async (model) => {
        const abort = new AbortController();
        const aborted = startReply(subject, model, requestFor(subject.longInput), abort.signal);
        await aborted.untilFirstToken();
        const other = startReply(subject, model, requestFor(subject.otherInput, { maxTokens: 12 }));
        const before = await other.untilFirstToken();
        abort.abort();
        expectCancelled(await aborted.rest());
        const { finish } = wholeReply([...before, ...(await other.rest())]);
        expectThat(finish.reason === "length", `the other reply ended with ${finish.reason}`);
      }),
  },
  {
    name: "abort makes room for the next request",
    run: (subject) =>
      withModel(subject, async (model) => {
        for (let round = 0; round <= model.info.slots; round += 1) {
          const abort = new AbortController();
          const reply = startReply(subject, model, requestFor(subject.longInput), abort.signal);
          await reply.untilFirstToken();
          abort.abort();
          await reply.rest();
        }
        await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 4 }));
      }),
  },
  {
    name: "abort signal keeps no listeners of a reply that is over",
    run: (subject) =>
      withModel(subject, async (model) => {
        const { signal } = new AbortController();
        await readReply(subject, model, requestFor(subject.longInput, { maxTokens: 4 }), signal);
        const left = startReply(subject, model, requestFor(subject.longInput), signal);
        await left.untilFirstToken();
        await left.leave();
        const listeners = getEventListeners(signal, "abort").length;
        expectThat(listeners === 0, `${listeners} listeners are left on the signal of finished requests`);
      }),
  },
];

function expectCancelled(events: readonly GenerateEvent[]): void {
  const { finish } = wholeReply(events);
  expectThat(finish.reason === "cancelled", `an aborted reply ended with ${finish.reason}`);
  const late = events.filter((event) => tokenCountOf(event) > 0).length;
  expectThat(late <= 1, `${late} events with tokens came after the abort`);
}
