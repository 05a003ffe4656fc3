/** What a program said last. @throws what no program said */
export function lastLine(thrown: unknown): string {
  if (!(thrown instanceof Error && "cmd" in thrown)) throw thrown;
  const { stderr = "" } = thrown as { stderr?: string };
  const written = stderr.trim() === "" ? String(thrown) : stderr;
  return written.trim().split("\n").at(-1) ?? "";
}
