import type { JSX } from "preact";
import { t } from "../language.ts";
import { CodeBlock } from "../markdown/code-block.tsx";
import { sendToolResults } from "./chat-session.ts";
import type { ChatNode } from "./tree.ts";

interface ToolCallsProps {
  readonly node: ChatNode;
  /** Nothing came after it: what the tools return can still be said. */
  readonly isLast: boolean;
}

/** Tools that a reply calls. No tool runs here: who tries them out says what they return. */
export function ToolCalls({ node, isLast }: ToolCallsProps): JSX.Element | null {
  const calls = node.toolCalls ?? [];
  if (calls.length === 0) return null;
  return (
    <form
      class="tool-calls"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const results = calls.map(({ id, name }) => {
          const text = fields.get(id);
          return { callId: id, name, text: typeof text === "string" ? text : "" };
        });
        void sendToolResults(node, results);
      }}
    >
      {calls.map(({ id, name, arguments: given }) => (
        <div key={id} class="tool-call">
          <p class="soft-text small">{t("toolCall", { name })}</p>
          <CodeBlock text={pretty(given)} language="json" />
          {isLast && (
            <textarea
              name={id}
              class="mono"
              rows={2}
              required
              aria-label={t("toolResult")}
              placeholder={t("toolResult")}
            />
          )}
        </div>
      ))}
      {isLast && <button class="soft">{t("sendResult")}</button>}
    </form>
  );
}

export function ToolResults({ node }: { readonly node: ChatNode }): JSX.Element {
  return (
    <article class="message tool">
      {node.toolResults?.map(({ callId, name, text }) => (
        <div key={callId} class="tool-call">
          <p class="soft-text small">{`${name} →`}</p>
          <CodeBlock text={pretty(text)} language="json" />
        </div>
      ))}
    </article>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
