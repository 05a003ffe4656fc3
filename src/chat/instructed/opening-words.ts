/** Holds back the first words of a reply until there are enough to read a feeling from; then passes everything on. */
export interface OpeningWords {
  push(text: string): string;
  end(): string;
}

/** A voice waits for the first clause as well, so this costs no time. */
const clauseEnd = /\S+\s+\S+\s+\S+\s+\S+.*?[,;:.!?…](\s|$)|[、，。！？；]/su;
const longest = 60;

export function createOpeningWords(): OpeningWords {
  let held: string | undefined = "";
  function end(): string {
    const rest = held ?? "";
    held = undefined;
    return rest;
  }

  return {
    push(text) {
      if (held === undefined) return text;
      held += text;
      return clauseEnd.test(held) || held.length >= longest ? end() : "";
    },
    end,
  };
}
