import type { ToolCall } from "../../server/chat-completion.ts";
import type { Provenance } from "../../server/respond.ts";

/** How a reply went, as shown under it. */
export interface ReplyStats {
  readonly firstTokenMs: number;
  readonly tokens?: number;
  readonly tokensPerSecond?: number;
  readonly promptTokens?: number;
  readonly cachedTokens?: number;
  /** It ended at the longest length, and not by itself. */
  readonly isCut?: boolean;
}

export interface ChatNode {
  readonly id: string;
  /** Null for the first message. */
  readonly parent: string | null;
  /** `tool`: what the tools returned that its parent calls. */
  readonly role: "user" | "assistant" | "tool";
  readonly text: string;
  readonly model?: string;
  readonly provenance?: Provenance;
  readonly stats?: ReplyStats;
  readonly toolCalls?: readonly ToolCall[];
  readonly toolResults?: readonly ToolResult[];
  readonly problem?: string;
  /** Whoever asked had enough of it. */
  readonly isStopped?: boolean;
  /** What to do about the problem. */
  readonly hint?: string;
}

export interface ToolResult {
  readonly callId: string;
  readonly name: string;
  readonly text: string;
}

export interface ChatSettings {
  readonly model: string;
  readonly system: string;
  readonly temperature: number;
  readonly maxTokens: number;
  /** JSON, as typed; empty for none. */
  readonly schema: string;
  readonly tools: string;
}

/** A conversation that can fork: editing or answering again adds a sibling, and one of the siblings is chosen. */
export interface ChatConversation {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly nodes: Readonly<Record<string, ChatNode>>;
  /** By parent (`""` for none) the child that is shown. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly settings: ChatSettings;
}

/** The messages that are shown, first to last. */
export function shownNodes({ nodes, chosen }: ChatConversation): readonly ChatNode[] {
  const shown: ChatNode[] = [];
  for (let node = nodes[chosen[""] ?? ""]; node !== undefined; node = nodes[chosen[node.id] ?? ""]) shown.push(node);
  return shown;
}

/** The versions of each message, oldest first, by its parent (`""` for none). */
export function versionsByParent({ nodes }: ChatConversation): ReadonlyMap<string, readonly ChatNode[]> {
  const found = new Map<string, ChatNode[]>();
  for (const node of Object.values(nodes)) {
    const parent = node.parent ?? "";
    const known = found.get(parent);
    if (known === undefined) found.set(parent, [node]);
    else known.push(node);
  }
  return found;
}

/** Adds or replaces a message and shows it. */
export function withNode(conversation: ChatConversation, node: ChatNode, updatedAt: number): ChatConversation {
  const isFirst = node.parent === null && node.role === "user" && conversation.title === "";
  return {
    ...conversation,
    updatedAt,
    title: isFirst ? titleOf(node.text) : conversation.title,
    nodes: { ...conversation.nodes, [node.id]: node },
    chosen: { ...conversation.chosen, [node.parent ?? ""]: node.id },
  };
}

export function withChosen(conversation: ChatConversation, node: ChatNode): ChatConversation {
  return { ...conversation, chosen: { ...conversation.chosen, [node.parent ?? ""]: node.id } };
}

function titleOf(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 58).trimEnd()} …` : line;
}

/** What is shown of a conversation, as Markdown. */
export function toMarkdown(conversation: ChatConversation): string {
  const parts = shownNodes(conversation).map((node) => `## ${authorOf(node)}\n\n${textOf(node)}\n`);
  return `# ${conversation.title}\n\n${parts.join("\n")}`;
}

function authorOf({ role, model }: ChatNode): string {
  return { user: "User", tool: "Tools", assistant: model ?? "Assistant" }[role];
}

function textOf({ text, toolCalls = [], toolResults = [] }: ChatNode): string {
  const calls = toolCalls.map(({ name, arguments: given }) => `Calls \`${name}\`: \`${given}\``);
  const results = toolResults.map(({ name, text: result }) => `\`${name}\` returned: ${result}`);
  return [text, ...calls, ...results].filter((part) => part !== "").join("\n\n");
}
