import { useComputed, useSignal } from "@preact/signals";
import { Component, type ComponentChild, type JSX } from "preact";
import { useRef } from "preact/hooks";
import { number } from "../amounts.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { CopyButton } from "../markdown/code-block.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { TroubleLine } from "../trouble.tsx";
import { Waiting } from "../waiting.tsx";
import { answerAgain, chooseVersion, sendMessage, streaming } from "./chat-session.ts";
import { ToolCalls, ToolResults } from "./tool-calls.tsx";
import type { ChatNode, ReplyStats } from "./tree.ts";

interface MessageProps {
  readonly node: ChatNode;
  /** It and its siblings, oldest first. */
  readonly versions: readonly ChatNode[];
  /** Models that can answer again. */
  readonly models: readonly string[];
  readonly isLast: boolean;
}

type VersionsProps = Pick<MessageProps, "node" | "versions">;

/** Drawn anew only when it, its versions or the models change, and not with every other message. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate({ node, versions, models, isLast }: MessageProps): boolean {
    const before = this.props;
    return (
      node !== before.node ||
      models !== before.models ||
      isLast !== before.isLast ||
      versions.length !== before.versions.length ||
      versions.some((version, at) => version !== before.versions[at])
    );
  }

  override render(): ComponentChild {
    const { node } = this.props;
    if (node.role === "tool") return <ToolResults node={node} />;
    return node.role === "user" ? <UserMessage {...this.props} /> : <Reply {...this.props} />;
  }
}

function UserMessage({ node, versions }: VersionsProps): JSX.Element {
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
        <Versions node={node} versions={versions} />
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

function Reply({ node, versions, models, isLast }: MessageProps): JSX.Element {
  // Only the reply that is being written is drawn anew for each token.
  const live = useComputed(() => (streaming.value?.nodeId === node.id ? streaming.value.text : undefined)).value;
  const text = live ?? node.text;
  const author = node.provenance?.model ?? node.model;
  return (
    <article class="message assistant" aria-busy={live !== undefined}>
      <h3 class="hidden">{author ?? t("model")}</h3>
      {live !== undefined && text === "" ? <Waiting /> : <Markdown text={text} isGrowing={live !== undefined} />}
      <ToolCalls node={node} isLast={isLast} />
      {node.problem !== undefined && <TroubleLine problem={node.problem} hint={node.hint} />}
      {node.isStopped === true && <p class="soft-text small">{t("brokeOff")}</p>}
      {live === undefined && (
        <div class="message-tools">
          <Versions node={node} versions={versions} />
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
function Versions({ node, versions }: VersionsProps): JSX.Element | null {
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
  isCut = false,
}: ReplyStats): readonly string[] {
  return [
    ...(isCut ? [t("cutAtLimit")] : []),
    ...(tokens === undefined ? [] : [t("tokens", { n: number(tokens) })]),
    ...(tokensPerSecond === undefined ? [] : [t("tokensPerSecond", { n: number(tokensPerSecond, 1) })]),
    t("firstToken", { n: number(firstTokenMs) }),
    ...(promptTokens === undefined || cachedTokens === undefined
      ? []
      : [t("cachedTokens", { n: number(cachedTokens), total: number(promptTokens) })]),
  ];
}
