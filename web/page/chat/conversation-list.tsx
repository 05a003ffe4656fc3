import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { beginConversation, conversations, current, openConversation, removeConversation } from "./chat-session.ts";
import { toMarkdown, type ChatConversation } from "./tree.ts";

/** Conversations of this browser: searched, exported, deleted. */
export function ConversationList({ onOpen }: { readonly onOpen: () => void }): JSX.Element {
  const query = useSignal("");
  const found = conversations.value.filter((conversation) => matches(conversation, query.value.trim().toLowerCase()));
  return (
    <nav class="conversations" aria-label={t("conversations")}>
      <button
        type="button"
        class="soft row new"
        onClick={() => {
          beginConversation();
          onOpen();
        }}
      >
        <Icon name="plus" />
        {t("newConversation")}
      </button>
      <input
        type="search"
        placeholder={t("search")}
        aria-label={t("search")}
        value={query.value}
        onInput={({ currentTarget: { value } }) => {
          query.value = value;
        }}
      />
      {found.length === 0 && <p class="soft-text small">{t("noConversations")}</p>}
      <ul>
        {found.map((conversation) => (
          <li key={conversation.id} aria-current={conversation.id === current.value.id ? "true" : undefined}>
            <button
              type="button"
              class="open"
              onClick={() => {
                openConversation(conversation);
                onOpen();
              }}
            >
              {conversation.title}
            </button>
            <span class="conversation-tools">
              <button
                type="button"
                class="icon-button"
                title={t("export")}
                aria-label={`${t("export")}: ${conversation.title}`}
                onClick={() => exportConversation(conversation)}
              >
                <Icon name="download" />
              </button>
              <button
                type="button"
                class="icon-button"
                title={t("remove")}
                aria-label={`${t("remove")}: ${conversation.title}`}
                onClick={() => {
                  if (confirm(t("deleteConversationSure"))) removeConversation(conversation.id);
                }}
              >
                <Icon name="trash" />
              </button>
            </span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function matches({ title, nodes }: ChatConversation, query: string): boolean {
  if (query === "" || title.toLowerCase().includes(query)) return true;
  return Object.values(nodes).some(({ text }) => text.toLowerCase().includes(query));
}

function exportConversation(conversation: ChatConversation): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toMarkdown(conversation)], { type: "text/markdown" }));
  link.download = `${
    conversation.title
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .trim()
      .slice(0, 60) || "conversation"
  }.md`;
  link.click();
  URL.revokeObjectURL(link.href);
}
