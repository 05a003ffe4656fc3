import { expect, test } from "vitest";
import {
  shownNodes,
  toMarkdown,
  versionsByParent,
  withChosen,
  withNode,
  type ChatConversation,
  type ChatNode,
} from "./tree.ts";

const settings = { model: "", system: "", temperature: 1, maxTokens: 10, schema: "", tools: "" };
const empty: ChatConversation = { id: "c", title: "", updatedAt: 0, nodes: {}, chosen: {}, settings };

function node(id: string, parent: string | null, role: ChatNode["role"]): ChatNode {
  return { id, parent, role, text: `text of ${id}` };
}

const forked = [node("q", null, "user"), node("a", "q", "assistant"), node("b", "q", "assistant")].reduce(
  (conversation, one) => withNode(conversation, one, 1),
  empty,
);

test("a conversation shows the newest version of each message, and an older one when it is chosen", () => {
  expect(shownNodes(forked).map(({ id }) => id)).toEqual(["q", "b"]);
  expect(shownNodes(withChosen(forked, node("a", "q", "assistant"))).map(({ id }) => id)).toEqual(["q", "a"]);
});

test("an edited first message is a version of it, and keeps the title", () => {
  const edited = withNode(forked, node("q2", null, "user"), 2);
  expect(
    versionsByParent(edited)
      .get("")
      ?.map(({ id }) => id),
  ).toEqual(["q", "q2"]);
  expect(shownNodes(edited).map(({ id }) => id)).toEqual(["q2"]);
  expect(edited.title).toBe("text of q");
});

test("a long first line is cut for the title, and the export has what is shown", () => {
  const long = withNode(empty, { ...node("q", null, "user"), text: `${"word ".repeat(40)}\nnext` }, 1);
  expect(long.title.length).toBeLessThanOrEqual(60);
  expect(toMarkdown(forked)).toContain("text of b");
  expect(toMarkdown(forked)).not.toContain("text of a");
});
