/** One server-sent event. JSON has no line break in it, so the data are one line. */
export function eventFrame(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
