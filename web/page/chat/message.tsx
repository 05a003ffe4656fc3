import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { number } from "../amounts.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { CodeBlock, CopyButton } from "../markdown/code-block.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { answerAgain, chooseVersion, current, sendMessage, streaming } from "./chat-session.ts";
import { siblingsOf, type ChatNode, type ReplyStats } from "./tree.ts";

interface MessageProps {
  readonly node: ChatNode;
  /** Models that can answer again. */
  readonly models: readonly string[];
}

export function Message({ node, models }: MessageProps): JSX.Element {
  return node.role === "user" ? <UserMessage node={node} /> : <Reply node={node} models={models} />;
}

function UserMessage({ node }: { readonly node: ChatNode }): JSX.Element {
  const isEditing = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  if (isEditing.value) {
    return (
      <article class="message user editing">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const text = field.current?.value.trim() ?? "";
            isEditing.value = false;
            if (text !== "") void sendMessage(text, node);
          }}
        >
          <textarea ref={field} rows={3} defaultValue={node.text} aria-label={t("edit")} autofocus />
          <div class="row end">
            <button
              type="button"
              class="quiet"
              onClick={() => {
                isEditing.value = false;
              }}
            >
              {t("cancel")}
            </button>
            <button class="primary">{t("resend")}</button>
          </div>
        </form>
      </article>
    );
  }
  return (
    <article class="message user">
      <h3 class="hidden">{t("you")}</h3>
      <p class="said" dir="auto">
        {node.text}
      </p>
      <div class="message-tools">
        <Versions node={node} />
        <button
          type="button"
          class="icon-button edit-button"
          title={t("edit")}
          aria-label={t("edit")}
          onClick={() => {
            isEditing.value = true;
          }}
        >
          <Icon name="edit" />
        </button>
      </div>
    </article>
  );
}

function Reply({ node, models }: MessageProps): JSX.Element {
  const live = streaming.value?.nodeId === node.id ? streaming.value : undefined;
  const text = live?.text ?? node.text;
  const author = node.provenance?.model ?? node.model;
  return (
    <article class="message assistant" aria-busy={live !== undefined}>
      <h3 class="hidden">{author ?? t("model")}</h3>
      {live !== undefined && text === "" ? (
        <p class="waiting">
          <i />
          <i />
          <i />
        </p>
      ) : (
        <Markdown text={text} />
      )}
      {node.toolCalls?.map((call) => (
        <div key={call.id}>
          <p class="soft-text small">{t("toolCall", { name: call.name })}</p>
          <CodeBlock text={pretty(call.arguments)} language="json" />
        </div>
      ))}
      {node.problem !== undefined && <p class="problem">{node.problem}</p>}
      {live === undefined && (
        <div class="message-tools">
          <Versions node={node} />
          <CopyButton text={text} />
          <button
            type="button"
            class="icon-button"
            title={t("regenerate")}
            aria-label={t("regenerate")}
            onClick={() => void answerAgain(node)}
          >
            <Icon name="again" />
          </button>
          {models.length > 1 && (
            <select
              class="again-with"
              aria-label={t("regenerateWith")}
              value=""
              onChange={({ currentTarget }) => {
                if (currentTarget.value !== "") void answerAgain(node, currentTarget.value);
                currentTarget.value = "";
              }}
            >
              <option value="">{t("regenerateWith")} …</option>
              {models.map((model) => (
                <option key={model}>{model}</option>
              ))}
            </select>
          )}
          <span class="stats">{statsText(node)}</span>
        </div>
      )}
    </article>
  );
}

/** Which of a message's versions is shown, and the way to the others. */
function Versions({ node }: { readonly node: ChatNode }): JSX.Element | null {
  const versions = siblingsOf(current.value, node);
  if (versions.length < 2) return null;
  const at = versions.findIndex(({ id }) => id === node.id);
  const go = (to: ChatNode | undefined): (() => void) | undefined =>
    to === undefined ? undefined : () => chooseVersion(to);
  const [before, after] = [versions[at - 1], versions[at + 1]];
  return (
    <span class="versions">
      <button
        type="button"
        class="icon-button"
        aria-label={t("previous")}
        disabled={before === undefined}
        onClick={go(before)}
      >
        <Icon name="left" />
      </button>
      {t("branch", { n: at + 1, total: versions.length })}
      <button
        type="button"
        class="icon-button"
        aria-label={t("next")}
        disabled={after === undefined}
        onClick={go(after)}
      >
        <Icon name="right" />
      </button>
    </span>
  );
}

function statsText({ provenance, model, stats }: ChatNode): string {
  const author = provenance?.model ?? model;
  const who =
    provenance?.source === "template"
      ? [t("written")]
      : author === undefined
        ? []
        : [provenance?.source === "fallback_model" ? t("fallbackBy", { model: author }) : author];
  return [...who, ...(stats === undefined ? [] : figuresText(stats))].join(" · ");
}

function figuresText({
  firstTokenMs,
  tokens,
  tokensPerSecond,
  promptTokens,
  cachedTokens,
}: ReplyStats): readonly string[] {
  return [
    ...(tokens === undefined ? [] : [t("tokens", { n: number(tokens) })]),
    ...(tokensPerSecond === undefined ? [] : [t("tokensPerSecond", { n: number(tokensPerSecond, 1) })]),
    t("firstToken", { n: number(firstTokenMs) }),
    ...(promptTokens === undefined || cachedTokens === undefined
      ? []
      : [t("cachedTokens", { n: number(cachedTokens), total: number(promptTokens) })]),
  ];
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
