/** A client that talks to a server until it dies, and keeps a list of what it was promised. */

/** A message that the server said to be committed. */
export interface Acknowledged {
  readonly conversation: string;
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** How a client asks: a persona for a whole answer, a persona for a stream, or the small box for a stream. */
export const clientKinds = ["whole", "streamed", "smollm"] as const;
export type ClientKind = (typeof clientKinds)[number];

export interface ChattingClient {
  readonly kind: ClientKind;
  readonly url: string;
  /** Names the client among the others of all rounds. */
  readonly name: string;
  /** Told of each promise as it arrives. */
  readonly acknowledge: (message: Acknowledged) => void;
}

const maxTokens = 120;
const conversations = 3;

/** Talks, one message after the other, until the server is gone. @throws Error when it answers anything but 200. */
export async function chatUntilGone({ kind, url, name, acknowledge }: ChattingClient): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const conversation = `${kind}-${turn % conversations}`;
    const text = `${name} says ${turn}`;
    const small = kind === "smollm";
    const body = {
      ...(small ? { message: text } : { text, stream: kind === "streamed" }),
      ...{ conversation_id: conversation, max_tokens: maxTokens },
    };
    const response = await unlessGone(() =>
      fetch(url + (small ? "/chatlaya/message" : "/api/respond"), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    if (response === undefined) return;
    if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    for await (const data of answersOf(response, kind === "whole")) {
      if (data["persisted"] !== true) continue;
      const user = String(data["user_message_id"]);
      acknowledge({ conversation, id: user, role: "user", text });
      const reply = data["text"] ?? data["response"];
      if (typeof reply !== "string") continue;
      acknowledge({ conversation, id: String(data["message_id"]), role: "assistant", text: reply });
    }
  }
}

/** The objects that a server sent whole: its one answer, or the data of each event. What a kill cut off is not told. */
async function* answersOf(response: Response, isWhole: boolean): AsyncGenerator<Record<string, unknown>, void, void> {
  if (isWhole) {
    const answer = await unlessGone(() => response.json());
    if (answer !== undefined) yield answer as Record<string, unknown>;
    return;
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const piece = await unlessGone(async () => reader?.read());
    if (piece?.value === undefined) return;
    const frames = (rest + piece.value).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>;
    }
  }
}

/** Undefined when the connection broke: `fetch` and its bodies tell that by a `TypeError`. */
async function unlessGone<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}
