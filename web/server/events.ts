import { EventSourceParserStream } from "eventsource-parser/stream";
import { ServerError } from "./connection.ts";

export interface ServerEvent {
  /** Its name; empty for events without one. */
  readonly name: string;
  readonly data: string;
}

/** The events of a stream as they come. @throws ServerError `connection_lost` where the connection breaks. */
export async function* readEvents(response: Response, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
  if (response.body === null) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { name: value.event ?? "", data: value.data };
    }
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
  } finally {
    await reader.cancel().catch(() => {});
  }
}
