/** The responses of turns: one for each, and one more each time that a reply goes on after a pause. */
import type { EmotionReading } from "../../../core/emotion.ts";
import type { HeardPart } from "../../../voice/session/session-event.ts";
import { joinClauses } from "../../../voice/say/join-clauses.ts";
import type { ConversationItems } from "./conversation-items.ts";
import { createResponseWriter, type ResponseWriter } from "./response-writer.ts";
import type { SendEvent } from "./send-event.ts";

/** How one response differs from the session's. */
export interface ResponseForm {
  readonly speaks: boolean;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** False: its items are no part of the conversation. */
  readonly isInConversation: boolean;
}

export interface TurnResponsesOptions {
  readonly send: SendEvent;
  readonly items: ConversationItems;
  readonly conversationId: string;
  readonly wantsVisemes: () => boolean;
  /** Of responses that the session begins by itself. */
  readonly usualForm: () => ResponseForm;
}

export interface TurnResponses {
  /** @param answers Items that it answers. */
  begin(turnId: string, form: ResponseForm, answers: readonly string[]): void;
  readonly isEmpty: boolean;
  has(turnId: string): boolean;
  /** What is being written of a turn; undefined where nothing is known of it. */
  find(turnId: string): ResponseWriter | undefined;
  /** The same, begun where it was not. */
  writer(turnId: string): ResponseWriter;
  felt(turnId: string, reply: EmotionReading, user: EmotionReading | undefined): void;
  said(turnId: string, text: string): void;
  /** What the turn answers is part of the conversation from now on. */
  answered(turnId: string): void;
  /** A reply goes on with the sound from `heardMs` on. */
  resume(turnId: string, heard: HeardPart): void;
  /** What the server knows of how far a turn was heard. */
  truncate(turnId: string, heard: HeardPart): void;
  /** Which turn's sound an item is, and from where on; undefined for items without sound. */
  soundOf(itemId: string): { readonly turnId: string; readonly fromMs: number } | undefined;
  /** The client says what it heard of an item: `truncated` follows, and nothing else reports it. */
  truncating(itemId: string): void;
  truncated(itemId: string, heard: HeardPart): void;
}

/** One response of a turn: what its item says begins at `fromMs` of the turn's sound, behind `prefix` of its text. */
interface Section {
  readonly writer: ResponseWriter;
  readonly fromMs: number;
  readonly prefix: string;
  /** What was last reported as heard. */
  heardMs?: number;
  isTruncating?: boolean;
}

interface Turn {
  readonly form: ResponseForm;
  readonly sections: Section[];
  readonly answers: readonly string[];
  text: string;
  emotion?: { readonly reply: EmotionReading; readonly user: EmotionReading | undefined };
}

/** Clients report late what they heard; the voice session remembers no more turns. */
const rememberedTurns = 8;

export function createTurnResponses(options: TurnResponsesOptions): TurnResponses {
  const { conversationId, items, send, usualForm, wantsVisemes } = options;
  const turns = new Map<string, Turn>();

  function newTurn(turnId: string, form: ResponseForm, answers: readonly string[]): Turn {
    const turn: Turn = { form, sections: [], answers, text: "" };
    turns.set(turnId, turn);
    const [oldest] = turns.keys();
    if (turns.size > rememberedTurns && oldest !== undefined) turns.delete(oldest);
    addSection(turn, 0, "");
    return turn;
  }

  function addSection(turn: Turn, fromMs: number, prefix: string): ResponseWriter {
    const { isInConversation, metadata, speaks } = turn.form;
    const writer = createResponseWriter({
      ...{ send, items, speaks, metadata, fromMs },
      conversationId: isInConversation ? conversationId : null,
      sendsVisemes: wantsVisemes(),
    });
    turn.sections.push({ writer, fromMs, prefix });
    return writer;
  }

  function find(turnId: string): ResponseWriter | undefined {
    return turns.get(turnId)?.sections.at(-1)?.writer;
  }

  function report(turn: Turn, section: Section, itemId: string, { heardMs, heardText }: HeardPart): void {
    if (!turn.form.speaks) return;
    const item = items.find(itemId);
    if (item?.type === "message") {
      const transcript = heardText.slice(section.prefix.length).trim();
      items.replace({ ...item, status: "incomplete", content: [{ type: "output_audio", transcript }] });
    }
    section.heardMs = heardMs;
    section.isTruncating = false;
    const audio_end_ms = Math.max(0, Math.round(heardMs - section.fromMs));
    send({ type: "conversation.item.truncated", item_id: itemId, content_index: 0, audio_end_ms });
  }

  function truncate(turnId: string, part: HeardPart): void {
    const turn = turns.get(turnId);
    const section = turn?.sections.at(-1);
    const itemId = section?.writer.itemId;
    if (turn === undefined || section === undefined || itemId === undefined) return;
    // The client knows what it reported itself.
    if (section.isTruncating !== true && section.heardMs !== part.heardMs) report(turn, section, itemId, part);
  }

  /** The section whose item this is. */
  function placeOf(
    itemId: string,
  ): { readonly turnId: string; readonly turn: Turn; readonly section: Section } | undefined {
    for (const [turnId, turn] of turns) {
      const section = turn.sections.find(({ writer }) => writer.itemId === itemId);
      if (section !== undefined) return { turnId, turn, section };
    }
    return undefined;
  }

  return {
    find,
    truncate,
    begin: (turnId, form, answers) => void newTurn(turnId, form, answers),
    get isEmpty() {
      return turns.size === 0;
    },
    has: (turnId) => turns.has(turnId),
    writer(turnId) {
      if (!turns.has(turnId)) newTurn(turnId, usualForm(), items.waiting);
      const writer = find(turnId);
      if (writer === undefined) throw new TypeError("A turn has no response");
      return writer;
    },
    felt(turnId, reply, user) {
      const turn = turns.get(turnId);
      if (turn !== undefined) turn.emotion = { reply, user };
    },
    said(turnId, text) {
      const turn = turns.get(turnId);
      if (turn !== undefined) turn.text = joinClauses(turn.text, text);
    },
    answered: (turnId) => items.answered(turns.get(turnId)?.answers ?? []),
    resume(turnId, heard) {
      const turn = turns.get(turnId);
      if (turn === undefined) return;
      truncate(turnId, heard);
      const { heardMs, heardText } = heard;
      const writer = addSection(turn, heardMs, heardText);
      if (turn.emotion !== undefined) writer.emotion(turn.emotion.reply, turn.emotion.user);
      const rest = turn.text.startsWith(heardText) ? turn.text.slice(heardText.length).trim() : turn.text;
      if (rest !== "") writer.text(rest);
    },
    soundOf(itemId) {
      const place = placeOf(itemId);
      return place === undefined ? undefined : { turnId: place.turnId, fromMs: place.section.fromMs };
    },
    truncating(itemId) {
      const place = placeOf(itemId);
      if (place !== undefined) place.section.isTruncating = true;
    },
    truncated(itemId, part) {
      const place = placeOf(itemId);
      if (place !== undefined) report(place.turn, place.section, itemId, part);
    },
  };
}
