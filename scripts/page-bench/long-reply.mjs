/** Tokens of a long reply in Markdown: paragraphs, lists, code and a table, again and again. */
const section = [
  "## A harbour at night\n\n",
  "The boats lie still, and **nobody** on the quay says a word while the tide turns slowly under the pier. ".repeat(4),
  "\n\n- ropes, wet and heavy\n- a lamp that `flickers`\n- the smell of [tar](https://example.org/tar)\n\n",
  "```ts\nfor (const boat of harbour.boats) {\n  if (boat.isMoored) console.log(boat.name);\n}\n```\n\n",
  "| boat | length |\n| --- | --- |\n| Heron | 12 m |\n| Tern | 9 m |\n\n",
  "1. First the wind drops.\n2. Then the bell rings twice.\n\n> Nobody sleeps in a harbour.\n\n",
].join("");

/** One block that never ends, which is the hardest for whoever reads a block again when it grows. */
const paragraph = "The tide turns slowly under the pier and *nobody* says a word about it. ";
const code = "  console.log(boat.name, boat.length, boat.isMoored);\n";

export const replyKinds = {
  mixed: (count) => cut(section, count),
  "one paragraph": (count) => cut(paragraph, count),
  "one code block": (count) => ["```ts\n", ...cut(code, count - 1)],
};

/** Pieces of four characters, as tokens are in the mean. */
function cut(text, count) {
  const whole = text.repeat(Math.ceil((count * 4) / text.length));
  return Array.from({ length: count }, (_, index) => whole.slice(index * 4, index * 4 + 4));
}
