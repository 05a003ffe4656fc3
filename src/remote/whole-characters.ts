/**
 * Joins characters whose two halves (UTF-16 surrogates) came in two chunks of text: JSON can write each half by itself.
 * A half that stays alone becomes U+FFFD.
 */
export interface WholeCharacters {
  push(chunk: string): string;
  /** The text is over: what was held back. */
  flush(): string;
}

const loneHalf = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function createWholeCharacters(): WholeCharacters {
  let held = "";
  return {
    push(chunk) {
      const text = held + chunk;
      const endsInHalf = /[\ud800-\udbff]$/.test(text);
      held = endsInHalf ? text.slice(-1) : "";
      return (endsInHalf ? text.slice(0, -1) : text).replace(loneHalf, "\ufffd");
    },
    flush() {
      const text = held === "" ? "" : "\ufffd";
      held = "";
      return text;
    },
  };
}
