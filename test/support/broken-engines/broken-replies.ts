import type { Support } from "../../../src/core/capabilities.ts";
import type { GeneratedTokenLogprob } from "../../../src/core/generate-event.ts";
import { createFakeEngine } from "../../../src/testing/fake-engine.ts";
import { breakEvents, breakModel, breakReply, breakRequest, breakUsage } from "./break-engine.ts";
import type { BrokenEngine } from "./broken-engine.ts";

const noPenalties: Support = { unsupported: "This engine has no penalties." };
const noChat: Support = { unsupported: "This engine has no chat template." };

/** Engines whose replies say something else than was asked for, or count it wrong. */
export const brokenReplies: readonly BrokenEngine[] = [
  {
    name: "more tokens counted than carried",
    createEngine: () => breakUsage((usage) => ({ ...usage, completionTokens: usage.completionTokens + 5 })),
    caughtBy: [
      "usage counts the tokens that the events carried",
      "maxTokens bounds the reply, which then ends with length",
    ],
  },
  {
    name: "events that carry no token counts",
    createEngine: () => breakEvents((event) => [event.type === "text-delta" ? { ...event, tokenCount: 0 } : event]),
    caughtBy: ["usage counts the tokens that the events carried"],
  },
  {
    name: "prompt counted without its template",
    createEngine: () => breakUsage((usage) => ({ ...usage, promptTokens: usage.promptTokens - 2 })),
    caughtBy: ["usage counts the prompt as countTokens does"],
  },
  {
    name: "prefix cache that is not reported",
    createEngine: () => breakUsage((usage) => ({ ...usage, cachedTokens: 0 })),
    caughtBy: ["usage reports prompt tokens that were reused"],
  },
  {
    name: "more prompt tokens cached than there are",
    createEngine: () => breakUsage((usage) => ({ ...usage, cachedTokens: usage.promptTokens + 1 })),
    caughtBy: ["usage counts the tokens that the events carried"],
  },
  {
    name: "timings that are no numbers",
    createEngine: () =>
      breakEvents((event) => [
        event.type === "finish" ? { ...event, timings: { ...event.timings, decodeMs: NaN } } : event,
      ]),
    caughtBy: ["timings are lengths of time"],
  },
  {
    name: "maxTokens that is not heeded",
    createEngine: () => breakRequest(({ maxTokens: _, ...request }) => request),
    caughtBy: ["maxTokens bounds the reply, which then ends with length"],
  },
  {
    name: "characters cut in two",
    createEngine: () =>
      breakEvents((event) => {
        if (event.type !== "text-delta") return [event];
        return event.text.split("").map((text, index) => ({ ...event, text, tokenCount: index === 0 ? 1 : 0 }));
      }),
    caughtBy: ["text comes in whole characters"],
  },
  {
    name: "characters replaced where bytes were split",
    createEngine: () =>
      breakEvents((event) => {
        if (event.type !== "text-delta") return [event];
        return [{ ...event, text: event.text.replaceAll(/[^\p{ASCII}]/gu, "\uFFFD") }];
      }),
    caughtBy: ["text of several bytes a character arrives unharmed"],
  },
  {
    name: "stop text looked for in single pieces only",
    createEngine: () =>
      breakModel((model) => ({
        async *generate({ stop = [], ...request }, signal) {
          for await (const event of model.generate(request, signal)) {
            yield event;
            if (event.type === "text-delta" && stop.includes(event.text)) return;
          }
        },
      })),
    caughtBy: ["stop text ends the reply before it, also where it spans pieces"],
  },
  {
    name: "end of the reply swallowed when it may begin a stop text",
    createEngine: () =>
      breakReply(async function* (events, { stop = [] }) {
        for await (const event of events) {
          if (event.type !== "text-delta") yield event;
          else
            yield stop.some((text) => event.text !== "" && text.startsWith(event.text))
              ? { ...event, text: "" }
              : event;
        }
      }),
    caughtBy: ["stop text that never comes changes nothing"],
  },
  {
    name: "reply prefix repeated",
    createEngine: () =>
      breakReply(async function* (events, { replyPrefix }) {
        if (replyPrefix !== undefined) yield { type: "text-delta", text: replyPrefix, tokenCount: 0 };
        yield* events;
      }),
    caughtBy: ["replyPrefix is read with the prompt and not repeated"],
  },
  {
    name: "unsupported feature left out in silence",
    capabilities: { penalties: noPenalties },
    createEngine: () =>
      breakEvents((event) => [event.type === "finish" ? { ...event, warnings: [] } : event], {
        penalties: noPenalties,
      }),
    caughtBy: ["presence_penalty is reported in a warning exactly when the engine cannot do it"],
  },
  {
    name: "unsupported conversation answered all the same",
    capabilities: { chat: noChat },
    createEngine: () => createFakeEngine(),
    caughtBy: ["chat is refused when the engine cannot do it"],
  },
  {
    name: "seed that is not heeded",
    createEngine: () => {
      let replies = 0;
      return breakReply(async function* (events) {
        replies += 1;
        const shown = `${replies} `;
        for await (const event of events) yield event.type === "text-delta" ? { ...event, text: shown } : event;
      });
    },
    caughtBy: ["same seed gives the same reply"],
  },
  {
    name: "log probabilities above 0",
    createEngine: () =>
      breakEvents((event) => {
        if (event.type !== "text-delta" || event.logprobs === undefined) return [event];
        return [{ ...event, logprobs: event.logprobs.map((token) => ({ ...token, logprob: -token.logprob })) }];
      }),
    caughtBy: ["logprobs come with the tokens that they belong to"],
  },
  {
    name: "log probabilities one token late",
    createEngine: () => {
      let late: readonly GeneratedTokenLogprob[] | undefined;
      return breakEvents((event) => {
        if (event.type !== "text-delta" || event.logprobs === undefined) return [event];
        const logprobs = late ?? [];
        late = event.logprobs;
        return [{ ...event, logprobs }];
      });
    },
    caughtBy: ["logprobs come with the tokens that they belong to"],
  },
  {
    name: "logit bias dropped",
    createEngine: () => breakRequest((request) => ({ ...request, sampling: { seed: 1 } })),
    caughtBy: ["logitBias of 100 forces a token"],
  },
  {
    name: "json format dropped",
    createEngine: () => breakRequest(({ format: _, ...request }) => request),
    caughtBy: ["json formats give a text that parses"],
  },
  {
    name: "tool call whose id comes with every piece",
    createEngine: () => breakEvents((event) => [event.type === "tool-call-delta" ? { ...event, id: "call" } : event]),
    caughtBy: ["tool that must be called is called with arguments that parse"],
  },
];
