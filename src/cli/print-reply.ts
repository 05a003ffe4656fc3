import type { ReplyEvent, ReplyFinishEvent } from "../core/reply.ts";
import { loadingText, type StatusLine } from "./status-line.ts";
import { terminalText } from "./terminal-text.ts";

export interface ReplyOutput {
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly status: StatusLine;
}

export interface PrintedReply extends ReplyFinishEvent {
  readonly text: string;
}

/**
 * Writes a reply as it is generated, and one line end after it. Progress is shown on the status line.
 * @throws ReparteeError of the reply's error event.
 */
export async function printReply(
  events: AsyncIterable<ReplyEvent>,
  { output, status }: ReplyOutput,
): Promise<PrintedReply> {
  let text = "";
  let finish: ReplyFinishEvent | undefined;
  const endLine = (): void => {
    status.clear();
    if (text !== "" && !text.endsWith("\n")) output.write("\n");
  };
  for await (const event of events) {
    if (event.type === "queued") status.show(`Waiting, ${event.ahead} ahead`);
    else if (event.type === "loading") status.show(loadingText(event.model, event.fraction));
    else if (event.type === "prefill") status.show(`Reading ${event.processedTokens} of ${event.totalTokens} tokens`);
    else if (event.type === "finish") finish = event;
    else if (event.type === "error") {
      endLine();
      throw event.error;
    } else if (event.type === "text-delta" && event.text !== "") {
      status.clear();
      text += event.text;
      output.write(output.isTTY === true ? terminalText(event.text) : event.text);
    }
  }
  endLine();
  if (finish === undefined) throw new TypeError("Cannot print a reply: its stream ended without a terminal event.");
  return { ...finish, text };
}
