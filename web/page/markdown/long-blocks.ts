/** Blocks that grow long: a text of 10,000 tokens may be one list, one paragraph or one listing. */
import type { Token, Tokens } from "marked";

/** Items and sentences at the end that may still change. */
const lastItems = 2;
const lastCharacters = 300;

/** Where a list or a paragraph can be cut so that the part before it stays as it is; undefined: nowhere. */
export function cutPlace(token: Token): number | undefined {
  if (token.type === "list") return beforeLastItems(token as Tokens.List);
  if (token.type === "paragraph") return afterSentence(token as Tokens.Paragraph);
  return undefined;
}

function beforeLastItems({ items, raw }: Tokens.List): number | undefined {
  const kept = items.slice(0, -lastItems);
  if (kept.length === 0) return undefined;
  const place = kept.reduce((sum, item) => sum + item.raw.length, 0);
  return raw.slice(place).startsWith(items.at(-lastItems)?.raw ?? "\0") ? place : undefined;
}

/** After a sentence that ends in plain text, outside of emphasis, code and links. */
function afterSentence({ raw, tokens }: Tokens.Paragraph): number | undefined {
  let place: number | undefined;
  let start = 0;
  for (const token of tokens) {
    if (token.type === "text") {
      for (const { index } of token.raw.matchAll(/[.!?。！？]["”’)]? ?(?=\p{L})/gu)) {
        const end = start + index + (/^[.!?。！？]["”’)]? ?/u.exec(token.raw.slice(index))?.[0].length ?? 1);
        if (end <= raw.length - lastCharacters) place = end;
      }
    }
    start += token.raw.length;
  }
  return place;
}

/** Whether the rest of a cut block is read as the same kind of block. */
export function beginsPlainly(token: Token, rest: string): boolean {
  return token.type === "list" ? /^(?:[-*+]|\d{1,9}[.)])[ \t]/.test(rest) : /^\p{L}/u.test(rest);
}

/** A listing that is still open, with more of it; undefined where it has to be read again. */
export function growCode(token: Token, added: string): Token | undefined {
  if (token.type !== "code" || /[`~]/.test(added)) return undefined;
  const { raw } = token as Tokens.Code;
  const fence = /^(?:`{3,}|~{3,})/.exec(raw)?.[0];
  const firstEnd = raw.indexOf("\n");
  if (fence === undefined || firstEnd === -1) return undefined;
  const lastLine = raw.trimEnd().split("\n").at(-1) ?? "";
  if (raw.trimEnd().length > firstEnd && lastLine.trim().startsWith(fence)) return undefined;
  const grown = raw + added;
  return { ...token, raw: grown, text: grown.slice(firstEnd + 1).replace(/\n$/, "") };
}
