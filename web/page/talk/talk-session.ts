import { batch, signal as createSignal, type Signal } from "@preact/signals";
import type { Activity } from "../../octopus/behaviour.ts";
import type { Emotion } from "../../octopus/emotion.ts";
import { ServerError, type Connection } from "../../server/connection.ts";
import { deleteConversation, readConversation, type StoredMessage } from "../../server/conversations.ts";
import { respond, type Provenance } from "../../server/respond.ts";
import { troubleOf, type Trouble } from "../trouble.tsx";

export interface TalkMessage {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly emotion?: Emotion;
  readonly provenance?: Provenance;
  readonly isStreaming?: boolean;
  readonly problem?: string;
  /** What to do about the problem. */
  readonly hint?: string;
}

export interface TalkSession {
  readonly messages: Signal<readonly TalkMessage[]>;
  /** What Ollie feels now, and what he hears the user feel. */
  readonly emotion: Signal<Emotion>;
  readonly userEmotion: Signal<Emotion | undefined>;
  readonly activity: Signal<Activity>;
  conversationId(): string | undefined;
  /** Says something; a reply that is being written is stopped first. */
  say(text: string): Promise<void>;
  stop(): void;
  /** Continues the conversation of the last visit. */
  resume(): Promise<void>;
  /** Adds or changes a message; voice turns write into the same transcript. */
  put(message: TalkMessage): void;
  adopt(conversationId: string): void;
  /** Leaves the conversation as it is and begins another. */
  begin(): void;
  /** Deletes it on the server as well. */
  remove(): Promise<void>;
}

export interface TalkSessionOptions {
  readonly connection: Connection;
  readonly userId: () => string;
  /** Remembers the conversation over visits. */
  readonly storage?: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly persona?: () => string | undefined;
  readonly language?: () => string | undefined;
  /** Each piece of text that Ollie says. */
  readonly onText?: (text: string) => void;
  readonly onStop?: () => void;
}

const storageKey = "repartee.conversation";
let nextId = 0;

export function createTalkSession(options: TalkSessionOptions): TalkSession {
  const { connection, storage } = options;
  const messages = createSignal<readonly TalkMessage[]>([]);
  const emotion = createSignal<Emotion>("neutral");
  const userEmotion = createSignal<Emotion | undefined>(undefined);
  const activity = createSignal<Activity>("idle");
  let conversationId = storage?.getItem(storageKey) ?? undefined;
  let running: AbortController | undefined;

  function put(message: TalkMessage): void {
    const known = messages.value.some(({ id }) => id === message.id);
    messages.value = known
      ? messages.value.map((other) => (other.id === message.id ? message : other))
      : [...messages.value, message];
  }

  /** A reply that nobody waited for and that has no words yet leaves no line. */
  function close(reply: TalkMessage, trouble: Trouble | undefined): void {
    if (trouble === undefined && reply.text === "") {
      messages.value = messages.value.filter(({ id }) => id !== reply.id);
    } else put({ ...reply, isStreaming: false, ...trouble });
  }

  function adopt(id: string): void {
    conversationId = id;
    storage?.setItem(storageKey, id);
  }

  async function stream(text: string, reply: TalkMessage, signal: AbortSignal): Promise<void> {
    let current = reply;
    const show = (change: Partial<TalkMessage>): void => {
      current = { ...current, ...change };
      put(current);
    };
    const persona = options.persona?.();
    const language = options.language?.();
    const request = {
      text,
      user_id: options.userId(),
      ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
      ...(persona === undefined ? {} : { persona }),
      ...(language === undefined ? {} : { language }),
    };
    for await (const event of respond(connection, request, signal)) {
      batch(() => {
        if (event.kind === "emotion") {
          adopt(event.conversationId);
          emotion.value = event.emotion;
          userEmotion.value = event.userEmotion;
        } else if (event.kind === "text") {
          activity.value = "speaking";
          options.onText?.(event.text);
          show({ text: current.text + event.text });
        } else {
          const { answer } = event;
          emotion.value = answer.emotion;
          show({ text: answer.text, emotion: answer.emotion, provenance: answer, isStreaming: false });
        }
      });
    }
  }

  return {
    messages,
    emotion,
    userEmotion,
    activity,
    put,
    adopt,
    conversationId: () => conversationId,
    async say(text) {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      put({ id: `local-${++nextId}`, role: "user", text });
      const reply: TalkMessage = { id: `local-${++nextId}`, role: "assistant", text: "", isStreaming: true };
      put(reply);
      activity.value = "thinking";
      try {
        await stream(text, reply, controller.signal);
      } catch (thrown) {
        const shown = messages.value.find(({ id }) => id === reply.id);
        if (shown !== undefined) close(shown, controller.signal.aborted ? undefined : troubleOf(thrown));
        if (running === controller) activity.value = "idle";
      } finally {
        if (running === controller) running = undefined;
      }
    },
    stop() {
      running?.abort();
      activity.value = "idle";
      options.onStop?.();
    },
    async resume() {
      if (conversationId === undefined) return;
      try {
        const stored = await readConversation(connection, conversationId, options.userId());
        if (messages.value.length === 0) messages.value = stored.messages.flatMap(fromStored);
        emotion.value = messages.value.findLast(({ role }) => role === "assistant")?.emotion ?? "neutral";
      } catch (thrown) {
        if (!(thrown instanceof ServerError) || thrown.status !== 404) throw thrown;
        conversationId = undefined;
        storage?.removeItem(storageKey);
      }
    },
    begin() {
      running?.abort();
      conversationId = undefined;
      storage?.removeItem(storageKey);
      batch(() => {
        messages.value = [];
        emotion.value = "neutral";
        userEmotion.value = undefined;
        activity.value = "idle";
      });
    },
    async remove() {
      const id = conversationId;
      this.begin();
      if (id !== undefined) await deleteConversation(connection, id, options.userId());
    },
  };
}

function fromStored(message: StoredMessage): readonly TalkMessage[] {
  const { id, role, text, emotion, source, model, reason, state } = message;
  if (role === "system") return [];
  const provenance = source === null ? undefined : { source, model: model ?? undefined, reason: reason ?? undefined };
  return [
    {
      id,
      role,
      text,
      ...(emotion === null ? {} : { emotion: emotion.label }),
      ...(role === "user" || provenance === undefined
        ? {}
        : { provenance: { ...provenance, complete: state === "complete" } }),
    },
  ];
}
