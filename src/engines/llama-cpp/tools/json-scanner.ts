/** Follows JSON text character by character and finds where a value ends, without building it. */
export interface JsonValueScanner {
  /** Takes one character; true when the value ended with it. */
  push(character: string): boolean;
}

/** For a value that begins with `{`, `[` or `"`; others have no end of their own. */
export function createJsonValueScanner(): JsonValueScanner {
  let depth = 0;
  let inString = false;
  let escaped = false;

  return {
    push(character) {
      if (inString) {
        if (escaped) escaped = false;
        else if (character === "\\") escaped = true;
        else if (character === '"') inString = false;
        return !inString && depth === 0;
      }
      if (character === '"') inString = true;
      else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      return !inString && depth === 0;
    },
  };
}
