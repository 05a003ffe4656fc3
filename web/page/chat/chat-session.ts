import { signal } from "@preact/signals";
import { completeChat, type ChatRequest } from "../../server/chat-completion.ts";
import { connection } from "../connection.ts";
import { troubleOf } from "../trouble.tsx";
import { openChatStore } from "./chat-store.ts";
import { toMessages } from "./to-messages.ts";
import {
  shownNodes,
  withChosen,
  withNode,
  type ChatConversation,
  type ChatNode,
  type ChatSettings,
  type ToolResult,
} from "./tree.ts";

const store = openChatStore();
const settingsKey = "repartee.chat";

const firstSettings: ChatSettings = { model: "", system: "", temperature: 0.7, maxTokens: 1024, schema: "", tools: "" };

export const conversations = signal<readonly ChatConversation[]>([]);
export const current = signal<ChatConversation>(createConversation());
/** The reply that is being written: apart from the conversation, so that a token draws one message anew. */
export const streaming = signal<{ readonly nodeId: string; readonly text: string } | undefined>(undefined);

let running: AbortController | undefined;

function createConversation(): ChatConversation {
  return { id: crypto.randomUUID(), title: "", updatedAt: Date.now(), nodes: {}, chosen: {}, settings: lastSettings() };
}

function lastSettings(): ChatSettings {
  try {
    return { ...firstSettings, ...(JSON.parse(localStorage.getItem(settingsKey) ?? "{}") as Partial<ChatSettings>) };
  } catch {
    return firstSettings;
  }
}

export async function readConversations(): Promise<void> {
  conversations.value = await store.list();
}

function save(conversation: ChatConversation): void {
  if (current.value.id === conversation.id) current.value = conversation;
  const others = conversations.value.filter(({ id }) => id !== conversation.id);
  conversations.value = [conversation, ...others];
  void store.save(conversation);
}

export function changeSettings(change: Partial<ChatSettings>): void {
  const settings = { ...current.value.settings, ...change };
  current.value = { ...current.value, settings };
  localStorage.setItem(settingsKey, JSON.stringify({ ...settings, schema: "", tools: "" }));
  if (Object.keys(current.value.nodes).length > 0) save(current.value);
}

export function beginConversation(): void {
  stopReply();
  current.value = createConversation();
}

export function openConversation(conversation: ChatConversation): void {
  stopReply();
  current.value = conversation;
}

export function removeConversation(id: string): void {
  conversations.value = conversations.value.filter((conversation) => conversation.id !== id);
  if (current.value.id === id) beginConversation();
  void store.remove(id);
}

export function chooseVersion(node: ChatNode): void {
  stopReply();
  save(withChosen(current.value, node));
}

export function stopReply(): void {
  running?.abort();
}

/** Says something after the last message, or in place of an earlier one of the user's. */
export async function sendMessage(text: string, replaces?: ChatNode): Promise<void> {
  stopReply();
  const parent = replaces === undefined ? (shownNodes(current.value).at(-1)?.id ?? null) : replaces.parent;
  const node: ChatNode = { id: crypto.randomUUID(), parent, role: "user", text };
  save(withNode(current.value, node, Date.now()));
  await answer(node);
}

/** What the tools returned that a reply calls; the model goes on from there. */
export async function sendToolResults(reply: ChatNode, toolResults: readonly ToolResult[]): Promise<void> {
  stopReply();
  const node: ChatNode = { id: crypto.randomUUID(), parent: reply.id, role: "tool", text: "", toolResults };
  save(withNode(current.value, node, Date.now()));
  await answer(node);
}

/** Another reply to the same message, by another model where one is named. */
export async function answerAgain(reply: ChatNode, model?: string): Promise<void> {
  stopReply();
  const question = current.value.nodes[reply.parent ?? ""];
  if (question !== undefined) await answer(question, model);
}

async function answer(question: ChatNode, model?: string): Promise<void> {
  const controller = new AbortController();
  running = controller;
  const conversation = current.value;
  const { settings } = conversation;
  const chosenModel = model ?? settings.model;
  let node: ChatNode = { id: crypto.randomUUID(), parent: question.id, role: "assistant", text: "" };
  save(withNode(conversation, node, Date.now()));
  const startedMs = performance.now();
  let firstMs: number | undefined;
  let text = "";
  const draw = atNextFrame(() => {
    if (running === controller) streaming.value = { nodeId: node.id, text };
  });
  streaming.value = { nodeId: node.id, text };
  try {
    const request = toRequest(withNode(conversation, node, 0), settings, chosenModel);
    const end = await completeChat(connection, request, controller.signal, (delta) => {
      firstMs ??= performance.now() - startedMs;
      text += delta;
      draw();
    });
    const { usage, provenance, toolCalls, finishReason } = end;
    const seconds = (performance.now() - startedMs - (firstMs ?? 0)) / 1000;
    const tokens = usage?.completion_tokens;
    node = {
      ...node,
      ...(toolCalls.length === 0 ? {} : { toolCalls }),
      ...(provenance === undefined ? {} : { provenance, model: provenance.model }),
      stats: {
        firstTokenMs: firstMs ?? performance.now() - startedMs,
        ...(finishReason === "length" ? { isCut: true } : {}),
        ...(tokens === undefined
          ? {}
          : { tokens, ...(tokens > 1 ? { tokensPerSecond: (tokens - 1) / Math.max(0.001, seconds) } : {}) }),
        ...(usage === undefined
          ? {}
          : { promptTokens: usage.prompt_tokens, cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0 }),
      },
    };
  } catch (thrown) {
    node = { ...node, ...(controller.signal.aborted ? { isStopped: true } : troubleOf(thrown)) };
  }
  if (running === controller) {
    running = undefined;
    streaming.value = undefined;
  }
  const latest = conversations.value.find(({ id }) => id === conversation.id);
  // It may have been deleted meanwhile.
  if (latest !== undefined) save(withNode(latest, { ...node, text }, Date.now()));
}

function toRequest(conversation: ChatConversation, settings: ChatSettings, model: string): ChatRequest {
  const { system, temperature, maxTokens, schema, tools } = settings;
  const messages = toMessages(shownNodes(conversation));
  return {
    ...(model === "" ? {} : { model }),
    messages: system.trim() === "" ? messages : [{ role: "system", content: system }, ...messages],
    temperature,
    max_completion_tokens: maxTokens,
    ...(schema.trim() === ""
      ? {}
      : {
          response_format: {
            type: "json_schema",
            json_schema: { name: "reply", schema: JSON.parse(schema) as unknown },
          },
        }),
    ...(tools.trim() === "" ? {} : { tools: JSON.parse(tools) as unknown }),
  };
}

/** Calls once a frame at most, however often it is asked to. */
function atNextFrame(action: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      action();
    });
  };
}
