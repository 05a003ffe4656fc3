import { lexer, type Token } from "marked";

/** Takes a text that grows apart, block by block; what is settled is not read again. */
export interface GrowingBlocks {
  update(text: string): readonly Token[];
}

/** The last blocks may still change: a paragraph becomes a heading's underline or a list goes on. */
const unsettled = 2;

export function createGrowingBlocks(): GrowingBlocks {
  let known = "";
  let blocks: readonly Token[] = [];
  return {
    update(text) {
      if (text === known) return blocks;
      const settled = text.startsWith(known) ? blocks.slice(0, -unsettled) : [];
      const length = settled.reduce((sum, { raw }) => sum + raw.length, 0);
      blocks = [...settled, ...lexer(text.slice(length), { gfm: true })];
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
