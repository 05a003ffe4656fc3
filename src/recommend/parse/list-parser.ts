/**
 * Turns a model's reply into items while it streams: a numbered list and its many relatives, tables and JSON. The result
 * depends on the text alone, never on how it was cut into chunks, and the work on its length alone.
 */
import { createReasoningFilter } from "../../core/reasoning-filter.ts";
import { createKnownIds } from "./known-id.ts";
import type { ParsedItem, ParsedList } from "./parsed-item.ts";
import { createReplyReader, type ReplyReader } from "./reply-reader.ts";

export interface ListParserOptions {
  /** The ids of the candidates that the model was given. Only these are read as ids. */
  readonly ids?: readonly string[];
  /**
   * The model may reason before its list without a mark that opens the reasoning. No item comes out before the mark that
   * closes it, or the end. Default: false.
   */
  readonly isReasoningExpected?: boolean;
}

export interface EndOptions {
  /** The reply was cut off: length, connection, time. Its last item is then incomplete. */
  readonly isCut?: boolean;
}

export interface ListParser {
  /** Takes the next chunk of the reply and returns the items that it completed. */
  push(chunk: string): readonly ParsedItem[];
  /** The text around the items, as far as it is certain: a beginning of the whole list's, but where `hasLateReasoning` turns true. */
  certainText(): string;
  /** The whole list, the items of `push` first. To be called once, at the end. */
  end(options?: EndOptions): ParsedList;
  /** Reasoning ended that nothing had opened: the next reply of this model is to be read with `isReasoningExpected`. */
  readonly hasLateReasoning: boolean;
}

export function createListParser({ ids = [], isReasoningExpected = false }: ListParserOptions = {}): ListParser {
  const knownIds = createKnownIds(ids);
  const items: ParsedItem[] = [];
  const reasoning = createReasoningFilter({ isExpected: isReasoningExpected });
  const newReader = (): ReplyReader => createReplyReader(knownIds, (item) => void items.push(item));
  let reader = newReader();
  let hasLateReasoning = false;

  return {
    get hasLateReasoning() {
      return hasLateReasoning;
    },
    push(chunk) {
      const before = items.length;
      for (const part of reasoning.push(chunk)) {
        if (part.kind === "text") {
          reader.read(part.text);
          continue;
        }
        // An item that came out stays; the open one was none.
        hasLateReasoning = true;
        reader = newReader();
      }
      return items.slice(before);
    },
    certainText: () => reader.certainText(),
    end({ isCut = false } = {}) {
      const left = reasoning.end(isCut);
      reader.read(left.text);
      const { text, unfinished } = reader.end(isCut);
      return { items, text, unfinished: [left.unfinished, unfinished].filter((part) => part !== "").join("\n") };
    },
  };
}

/**
 * Reads a whole reply. As nothing of it was shown yet, reasoning is expected wherever the reply has ended by itself;
 * a beginning of a reply (`isCut`) is read as a stream is.
 */
export function parseList(reply: string, options: ListParserOptions & EndOptions = {}): ParsedList {
  const { isCut = false, isReasoningExpected = !isCut } = options;
  const parser = createListParser({ ...options, isReasoningExpected });
  parser.push(reply);
  return parser.end(options);
}
