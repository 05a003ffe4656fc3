/** A frame may hold several events: who has the id has the last of them. */
export function withEventId(frame: string, id: string): string {
  const border = frame.lastIndexOf("\n\n", frame.length - 3);
  const start = border < 0 ? 0 : border + 2;
  return `${frame.slice(0, start)}id: ${id}\n${frame.slice(start)}`;
}
