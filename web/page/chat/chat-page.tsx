import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { readModels } from "../../server/models.ts";
import { connection } from "../connection.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { Composer } from "../talk/composer.tsx";
import { ServerNotice } from "../talk/server-notice.tsx";
import { usePolled } from "../use-polled.ts";
import {
  beginConversation,
  changeSettings,
  current,
  readConversations,
  sendMessage,
  stopReply,
  streaming,
} from "./chat-session.ts";
import { ConversationList } from "./conversation-list.tsx";
import { Message } from "./message.tsx";
import { Parameters } from "./parameters.tsx";
import { shownNodes, versionsByParent, type ChatNode } from "./tree.ts";
import "../style/chat.css";

/** How near the end counts as at the end, in CSS pixels. */
const nearEnd = 80;

/** A chat with any model of the server. */
export function ChatPage(): JSX.Element {
  const drawer = useSignal<"conversations" | "parameters" | undefined>(undefined);
  const models = usePolled(() => readModels(connection), 10_000);
  // As text: a list that says the same as before draws no message anew.
  const idsText = useComputed(() => (models.value.value ?? []).map(({ id }) => id).join("\n")).value;
  const names = useMemo(() => idsText.split("\n").filter((id) => id !== ""), [idsText]);
  const nodes = shownNodes(current.value);
  const versions = versionsByParent(current.value);
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useSignal(true);
  const isRunning = useComputed(() => streaming.value !== undefined).value;
  const model = current.value.settings.model === "" ? (names[0] ?? "") : current.value.settings.model;

  useEffect(() => {
    void readConversations();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") stopReply();
      if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "o") {
        event.preventDefault();
        beginConversation();
        document.querySelector<HTMLTextAreaElement>(".chat .composer textarea")?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    if (isAtEnd.value) toEnd("instant");
  }, [nodes.length, current.value.id, nodes.at(-1)?.stats]);
  useSignalEffect(() => {
    if (streaming.value === undefined || !isAtEnd.peek()) return;
    // After the message has been drawn, which one microtask does, and in the same frame.
    queueMicrotask(() => queueMicrotask(() => toEnd("instant")));
  });

  function toEnd(behavior: ScrollBehavior): void {
    list.current?.scrollTo({ top: list.current.scrollHeight, behavior });
  }

  function send(text: string): void {
    isAtEnd.value = true;
    void sendMessage(text);
  }

  return (
    <div class="chat" data-drawer={drawer.value}>
      <aside class="side left">
        <ConversationList
          onOpen={() => {
            drawer.value = undefined;
            isAtEnd.value = true;
          }}
        />
      </aside>
      <section class="chat-main" aria-label={t("chat")}>
        <div class="chat-bar">
          <DrawerButton name="conversations" icon="list" drawer={drawer} />
          <ModelChoice model={model} names={names} />
          <span class="grow" />
          <DrawerButton name="parameters" icon="sliders" drawer={drawer} />
        </div>
        <ServerNotice hasWrittenReplies={false} />
        <div
          ref={list}
          class="messages"
          role="log"
          tabIndex={0}
          aria-label={t("conversation")}
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            isAtEnd.value = scrollHeight - scrollTop - clientHeight < nearEnd;
          }}
        >
          {nodes.length === 0 && (
            <div class="empty">
              <h1>{t("chatEmpty")}</h1>
              <p>{t("chatEmptyText")}</p>
              <div class="starters">
                {([t("chatStarterOne"), t("chatStarterTwo"), t("chatStarterThree")] as const).map((text) => (
                  <button key={text} type="button" class="chip" onClick={() => send(text)}>
                    {text}
                  </button>
                ))}
              </div>
            </div>
          )}
          {groupsOf(nodes).map((group, index) => (
            <div key={index} class="message-group">
              {group.map((node) => (
                <Message
                  key={node.id}
                  node={node}
                  versions={versions.get(node.parent ?? "") ?? []}
                  models={names}
                  isLast={node === nodes.at(-1)}
                />
              ))}
            </div>
          ))}
        </div>
        {!isAtEnd.value && (
          <button type="button" class="round soft to-end" aria-label={t("jumpDown")} onClick={() => toEnd("smooth")}>
            <Icon name="down" />
          </button>
        )}
        <Composer
          placeholder={t("chatPlaceholder", { model: model === "" ? t("model") : model })}
          isRunning={isRunning}
          onSend={send}
          onStop={stopReply}
          onUp={() => [...(list.current?.querySelectorAll<HTMLButtonElement>(".edit-button") ?? [])].at(-1)?.click()}
        />
      </section>
      <aside class="side right" aria-label={t("parameters")}>
        <Parameters key={current.value.id} />
      </aside>
    </div>
  );
}

/** Messages that are laid out together: with hundreds of siblings each token would cost a layout of all of them. */
const groupSize = 24;

function groupsOf(nodes: readonly ChatNode[]): readonly (readonly ChatNode[])[] {
  return Array.from({ length: Math.ceil(nodes.length / groupSize) }, (_, index) =>
    nodes.slice(index * groupSize, (index + 1) * groupSize),
  );
}

interface ModelChoiceProps {
  readonly model: string;
  readonly names: readonly string[];
}

/** Who is asked; nothing where nobody can be, which a notice says. */
function ModelChoice({ model, names }: ModelChoiceProps): JSX.Element | null {
  if (model === "" && names.length === 0) return null;
  return (
    <select
      aria-label={t("model")}
      value={model}
      onChange={({ currentTarget: { value } }) => changeSettings({ model: value })}
    >
      {(names.includes(model) || model === "" ? names : [model, ...names]).map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

interface DrawerButtonProps {
  readonly name: "conversations" | "parameters";
  readonly icon: "list" | "sliders";
  readonly drawer: { value: "conversations" | "parameters" | undefined };
}

function DrawerButton({ name, icon, drawer }: DrawerButtonProps): JSX.Element {
  const isOpen = drawer.value === name;
  return (
    <button
      type="button"
      class={`icon-button drawer-${name}`}
      aria-label={t(name)}
      aria-pressed={isOpen}
      onClick={() => {
        drawer.value = isOpen ? undefined : name;
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
