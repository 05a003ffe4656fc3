/**
 * Cuts a script into the tokens that a scripted model will say it in. Every piece must differ from all others, because
 * the model knows its place in the script by the last token alone.
 */
export type ScriptPiece = string | readonly number[];

/** Cuts at word starts; a word said before is joined to what follows it (at the end: to what precedes it). */
export function cutScript(script: string): string[] {
  const words = script.match(/\s*\S+|\s+$/g) ?? [];
  const pieces: string[] = [];
  const used = new Set<string>();
  let piece = "";
  for (const word of words) {
    piece += word;
    if (used.has(piece)) continue;
    used.add(piece);
    pieces.push(piece);
    piece = "";
  }
  while (piece !== "" && used.has(piece)) {
    const previous = pieces.pop() ?? "";
    used.delete(previous);
    piece = previous + piece;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

/**
 * @throws RangeError when there is no piece, or one is empty or said twice, or the pieces do not spell the script.
 */
export function encodePieces(script: string, pieces: readonly ScriptPiece[]): Uint8Array[] {
  const encoded = pieces.map((piece) =>
    typeof piece === "string" ? Uint8Array.from(Buffer.from(piece, "utf8")) : Uint8Array.from(piece),
  );
  const said = Buffer.concat(encoded);
  if (!said.equals(Buffer.from(script, "utf8"))) {
    throw new RangeError(`Cannot cut the script "${script}": its pieces spell "${said.toString("utf8")}"`);
  }
  const seen = new Set<string>();
  for (const piece of encoded) {
    const key = Buffer.from(piece).toString("hex");
    if (piece.length === 0 || seen.has(key)) {
      throw new RangeError(
        `Cannot cut the script "${script}": piece "${Buffer.from(piece).toString("utf8")}" is empty or used twice; ` +
          "join it with its neighbour",
      );
    }
    seen.add(key);
  }
  if (encoded.length === 0) throw new RangeError("A scripted model needs at least one piece to say");
  return encoded;
}
