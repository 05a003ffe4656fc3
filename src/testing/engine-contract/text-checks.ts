import { type CheckDefinition, expectThat, needs } from "./check.ts";
import { readReply, requestFor, steady, type WholeReply } from "./read-reply.ts";
import { withModel } from "./with-model.ts";

const options = { maxTokens: 24, sampling: steady };

/** What is in the reply, and what must not be. */
export const textChecks: readonly CheckDefinition[] = [
  {
    name: "text comes in whole characters",
    run: (subject) =>
      withModel(subject, async (model) => {
        for (const input of [subject.longInput, subject.unicode?.input ?? subject.otherInput]) {
          for (const piece of piecesOf(await readReply(subject, model, requestFor(input, options)))) {
            expectThat(!/\p{Surrogate}/u.test(piece), `a piece has half a character: ${JSON.stringify(piece)}`);
          }
        }
      }),
  },
  {
    name: "text of several bytes a character arrives unharmed",
    skip: ({ unicode }) =>
      unicode === undefined ? "the subject has no reply that is known to have such text" : undefined,
    run: (subject) =>
      withModel(subject, async (model) => {
        if (subject.unicode === undefined) return;
        const reply = await readReply(subject, model, requestFor(subject.unicode.input, { sampling: steady }));
        expectThat(reply.text === subject.unicode.text, `the reply is "${reply.text}", not "${subject.unicode.text}"`);
      }),
  },
  {
    name: "stop text ends the reply before it, also where it spans pieces",
    skip: needs("stop"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const whole = await readReply(subject, model, requestFor(subject.longInput, options));
        const pieces = piecesOf(whole);
        expectThat(pieces.length >= 4, `the reply to longInput has ${pieces.length} pieces of text: choose another`);
        const middle = Math.floor(pieces.length / 2);
        const spanning = secondHalf(pieces[middle - 1] ?? "") + firstHalf(pieces[middle] ?? "");
        for (const stop of [spanning, pieces[middle] ?? "", (pieces[middle - 1] ?? "") + (pieces[middle] ?? "")]) {
          const reply = await readReply(subject, model, requestFor(subject.longInput, { ...options, stop: [stop] }));
          const expected = whole.text.slice(0, whole.text.indexOf(stop));
          const condition = `with the stop text ${JSON.stringify(stop)}`;
          expectThat(reply.text === expected, `${condition} the reply is "${reply.text}", not "${expected}"`);
          expectThat(reply.finish.reason === "stop", `${condition} the reply ended with ${reply.finish.reason}`);
          const { completionTokens } = reply.finish.usage;
          expectThat(
            completionTokens < options.maxTokens,
            `${condition} the model went on to ${completionTokens} tokens`,
          );
        }
      }),
  },
  {
    name: "stop text that never comes changes nothing",
    skip: needs("stop"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const whole = await readReply(subject, model, requestFor(subject.longInput, options));
        // Begins with the reply's end, so that this end is held back until it is certain that the reply is over.
        const stop = [`${piecesOf(whole).at(-1) ?? ""}\u0001 never`];
        const reply = await readReply(subject, model, requestFor(subject.longInput, { ...options, stop }));
        expectThat(reply.text === whole.text, `the reply is "${reply.text}", not "${whole.text}"`);
        expectThat(reply.finish.reason === whole.finish.reason, `the reply ended with ${reply.finish.reason}`);
      }),
  },
  {
    name: "replyPrefix is read with the prompt and not repeated",
    skip: needs("replyPrefix"),
    run: (subject) =>
      withModel(subject, async (model) => {
        const replyPrefix = "Well now, my dear friend:";
        const without = await readReply(subject, model, requestFor(subject.longInput, options));
        const reply = await readReply(subject, model, requestFor(subject.longInput, { ...options, replyPrefix }));
        expectThat(!reply.text.trimStart().startsWith(replyPrefix), "the reply repeats its prefix");
        const added = reply.finish.usage.promptTokens - without.finish.usage.promptTokens;
        expectThat(added > 0, "the prefix is not counted with the prompt");
      }),
  },
];

function piecesOf({ events }: WholeReply): string[] {
  return events.flatMap((event) => (event.type === "text-delta" && event.text !== "" ? [event.text] : []));
}

/** Halves in code points, so that neither ends inside a character. */
function firstHalf(text: string): string {
  const characters = [...text];
  return characters.slice(0, Math.ceil(characters.length / 2)).join("");
}

function secondHalf(text: string): string {
  const characters = [...text];
  return characters.slice(Math.floor(characters.length / 2)).join("");
}
