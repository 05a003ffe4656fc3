import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import { lastUserText } from "../../core/prompt-words.ts";

interface Variant {
  /** Shows the user that their words arrived. Nothing is made of them, because nothing here understands them. */
  readonly quoting: (words: string) => string;
  /** The same for words that are better not repeated. */
  readonly plain: string;
  /** Different in each variant. */
  readonly rest: string;
}

const variants: readonly [Variant, ...Variant[]] = [
  {
    quoting: (words) => `I have your message: “${words}”.`,
    plain: "I have your message.",
    rest: "I can't give you a proper answer right now. Please try again in a moment.",
  },
  {
    quoting: (words) => `You wrote “${words}”, and it arrived.`,
    plain: "What you wrote has arrived.",
    rest: "The language model that writes my replies isn't available at the moment. Please ask me again shortly.",
  },
  {
    quoting: (words) => `“${words}” deserves a real answer.`,
    plain: "Your message deserves a real answer.",
    rest: "I'm not able to write one just now, and I'm sorry about that. Sending it again a little later should help.",
  },
  {
    quoting: (words) => `Thank you for writing “${words}”.`,
    plain: "Thank you for writing.",
    rest: "My language model still isn't answering, so I can't say more yet. Please give it another try in a while.",
  },
];

/** Characters; what is longer is known by what it says and not by how it begins. */
const longestQuote = 80;

/**
 * A short reply that says plainly that no model answers now. The same conversation always gets the same reply, and
 * the next one in it a different one.
 */
export function writeApology({ input }: Pick<GenerateRequest, "input">): string {
  // The sentence around the quote has an end of its own.
  const words = lastUserText(input)
    .trim()
    .replace(/[.…。]+$/u, "");
  const variant = unusedVariant(earlierReplies(input));
  return `${isQuotable(words) ? variant.quoting(words) : variant.plain} ${variant.rest}`;
}

/** One line without quotation marks, back-ticks or angle brackets, which could end the quote or format the reply. */
function isQuotable(words: string): boolean {
  return words !== "" && words.length <= longestQuote && !/[\p{Cc}\p{Zl}\p{Zp}"“”„«»`<>]/u.test(words);
}

/** The first variant that was never used, else the one whose last use lies furthest back. */
function unusedVariant(replies: readonly string[]): Variant {
  let choice = variants[0];
  let choiceLastUse = Infinity;
  for (const variant of variants) {
    const lastUse = replies.findLastIndex((reply) => reply.includes(variant.rest));
    if (lastUse < choiceLastUse) {
      choice = variant;
      choiceLastUse = lastUse;
    }
  }
  return choice;
}

function earlierReplies(input: PromptInput): string[] {
  if (input.kind === "text") return [];
  return input.messages.filter((message) => message.role === "assistant").map((message) => message.content);
}
