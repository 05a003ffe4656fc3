import { createJsonValueScanner } from "./tools/json-scanner.ts";
import type { JsonValueScanner } from "./tools/json-scanner.ts";

/** Ends a reply that is one JSON value with the value's last character. */
export interface JsonEndCutter {
  /** The part of `text` that belongs to the value; `ended` once the value is complete. */
  push(text: string): { readonly text: string; readonly ended: boolean };
}

/** Sees the end of objects, lists and strings; other values end only with the reply. */
export function createJsonEndCutter(): JsonEndCutter {
  let scanner: JsonValueScanner | undefined;

  return {
    push(text) {
      for (let index = 0; index < text.length; index += 1) {
        const character = text.charAt(index);
        if (scanner === undefined && !/["{[]/.test(character)) {
          if (/\s/.test(character)) continue;
          return { text, ended: false };
        }
        scanner ??= createJsonValueScanner();
        if (scanner.push(character)) return { text: text.slice(0, index + 1), ended: true };
      }
      return { text, ended: false };
    },
  };
}
