import { lexer, type Token, type Tokens } from "marked";
import { beginsPlainly, cutPlace, growCode } from "./long-blocks.ts";

/** Takes a text that grows apart, block by block; what is settled is not read again. */
export interface GrowingBlocks {
  /** @param isWhole Nothing comes after it: blocks that were cut while they grew are read as one. */
  update(text: string, isWhole?: boolean): readonly Token[];
}

/** The last blocks may still change: a paragraph becomes a heading's underline or a list goes on. */
const unsettled = 2;

/** Characters of a block that may be read again for each piece of text; a longer one is cut. */
const longestReadAgain = 1_500;

/** A part of a block that goes on in the next token. */
export type PartToken = Token & { readonly goesOn?: boolean };

export function createGrowingBlocks(): GrowingBlocks {
  let known = "";
  let blocks: readonly PartToken[] = [];
  /** Parts at the beginning that are cut off for good. */
  let cut = 0;
  /** Something is not quite as it would be if the text were read at once. */
  let isApart = false;

  function read(text: string): void {
    const isMore = text.startsWith(known);
    if (!isMore) cut = 0;
    const settled = isMore ? blocks.slice(0, Math.max(cut, blocks.length - unsettled)) : [];
    const length = settled.reduce((sum, { raw }) => sum + raw.length, 0);
    blocks = [...settled, ...lexer(text.slice(length), { gfm: true })];
  }

  /** Cuts the last block where it is long: the part before is settled. */
  function cutLast(): void {
    const last = blocks.at(-1);
    if (last === undefined || last.raw.length <= longestReadAgain) return;
    const place = cutPlace(last);
    if (place === undefined) return;
    const before = lexer(last.raw.slice(0, place), { gfm: true });
    const after = last.raw.slice(place);
    if (before.length !== 1 || !beginsPlainly(last, after)) return;
    const part = { ...(before[0] as Tokens.Generic), raw: last.raw.slice(0, place), goesOn: true };
    const rest = lexer(after, { gfm: true });
    cut = blocks.length;
    isApart = true;
    blocks = [...blocks.slice(0, -1), part, ...rest];
  }

  return {
    update(text, isWhole = false) {
      if (isWhole && isApart) {
        known = "";
        blocks = [];
        cut = 0;
        isApart = false;
      }
      if (text === known) return blocks;
      const last = blocks.at(-1);
      const grown = last !== undefined && text.startsWith(known) ? growCode(last, text.slice(known.length)) : undefined;
      if (grown === undefined) {
        read(text);
        if (!isWhole) cutLast();
      } else {
        blocks = [...blocks.slice(0, -1), grown];
        isApart = true;
      }
      known = text;
      return blocks;
    },
  };
}

/** Addresses that a link may lead to; a script in an address leads nowhere. */
export function safeAddress(href: string): string | undefined {
  try {
    const { protocol } = new URL(href, "https://relative.invalid");
    const isKnown = protocol === "https:" || protocol === "http:" || protocol === "mailto:";
    return isKnown && /^(?:https?:|mailto:)/i.test(href.trim()) ? href.trim() : undefined;
  } catch {
    return undefined;
  }
}
