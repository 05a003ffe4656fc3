import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import { createChatTemplate } from "./chat-template.ts";

const tokens = { bos: "<s>", eos: "</s>" };
const conversation: ChatMessage[] = [
  { role: "system", content: "Be kind." },
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello" },
  { role: "user", content: "Bye" },
];

/** Refuses system messages and two turns of one side in a row, as Gemma's template does. */
const strictTemplate =
  "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" +
  "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}" +
  "[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[model]{% endif %}";

describe("chat template", () => {
  it("of the model is used with its tokens", () => {
    const template = createChatTemplate(
      "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }}{{ eos_token }}{% endfor %}",
      tokens,
    );
    expect(template.render(conversation, []).text).toBe(
      "<s>system:Be kind.</s>user:Hi</s>assistant:Hello</s>user:Bye</s>",
    );
    expect(template.origin).toBe("model");
  });

  it("is ChatML for a model without one", () => {
    const template = createChatTemplate(undefined, tokens);
    expect(template.origin).toBe("built-in");
    expect(template.render([{ role: "user", content: "Hi" }], []).text).toBe(
      "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
    );
  });

  it("that refuses system messages gets them in front of the user's words, with a warning", () => {
    const rendered = createChatTemplate(strictTemplate, tokens).render(conversation, []);
    expect(rendered.text).toBe("<s>[user]Be kind.\n\nHi[assistant]Hello[user]Bye[model]");
    expect(rendered.warnings).toMatchObject([{ kind: "approximated", feature: "messages" }]);
  });

  it("that wants alternating turns gets neighbours joined", () => {
    const messages: ChatMessage[] = [
      { role: "user", content: "One" },
      { role: "user", content: "Two" },
    ];
    expect(createChatTemplate(strictTemplate, tokens).render(messages, []).text).toBe("<s>[user]One\n\nTwo[model]");
  });

  it("that leaves system messages out is found out, also where the user says the same words", () => {
    const template = createChatTemplate(
      "{% for m in messages %}{% if m.role != 'system' %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}",
      tokens,
    );
    const messages: ChatMessage[] = [
      { role: "system", content: "Hi" },
      { role: "user", content: "Hi" },
    ];
    const rendered = template.render(messages, []);
    expect(rendered.text).toBe("Hi</s>");
    expect(rendered.warnings).toMatchObject([{ kind: "unsupported-feature", feature: "system" }]);
    expect(template.render(messages.slice(1), []).warnings).toEqual([]);
    expect(template.render([{ role: "system", content: " " }, ...messages.slice(1)], []).warnings).toEqual([]);
  });

  it("that takes the first system message only is found out", () => {
    const template = createChatTemplate(
      "{% if messages[0].role == 'system' %}{{ messages[0].content }}{% endif %}" +
        "{% for m in messages %}{% if m.role != 'system' %}{{ m.content }}{% endif %}{% endfor %}",
      tokens,
    );
    const messages: ChatMessage[] = [...conversation, { role: "system", content: "Be brief." }];
    const { text, warnings } = template.render(messages, []);
    expect(text).toBe("Be kind.HiHelloBye");
    expect(warnings).toMatchObject([{ kind: "approximated", feature: "system" }]);
  });

  it("that changes the words of a system message is not accused of leaving it out", () => {
    const template = createChatTemplate(
      "{% for m in messages %}{{ m.role }}: {{ m.content | trim | replace('kind', 'KIND') }}\n{% endfor %}",
      tokens,
    );
    expect(template.render(conversation, []).warnings).toEqual([]);
  });

  it("that refuses all the same becomes an error in its own words", () => {
    const template = createChatTemplate("{{ raise_exception('Not today') }}", tokens);
    expect(() => template.render(conversation, [])).toThrow(/Not today/);
  });

  it("that cannot be read is replaced by ChatML, with a warning", () => {
    const template = createChatTemplate("{% for %}", tokens);
    const { text, warnings } = template.render([{ role: "user", content: "Hi" }], []);
    expect(text).toContain("<|im_start|>user\nHi<|im_end|>");
    expect(warnings).toMatchObject([{ kind: "approximated", feature: "messages" }]);
    expect(template.origin).toBe("built-in");
  });

  it("that loops over tools answers where there are none", () => {
    const template = createChatTemplate("{% for t in tools %}{{ t }}{% endfor %}{{ messages[0].content }}", tokens);
    expect(template.render([{ role: "user", content: "Hi" }], [])).toEqual({ text: "Hi", warnings: [] });
  });

  it.each(["", " ", "{}"])("that walks through arguments takes %j for none", (written) => {
    const walking =
      "{% for m in messages %}{% for c in m.tool_calls or [] %}{% for k, v in c.function.arguments | items %}{{ k }}{% endfor %}!{% endfor %}{% endfor %}";
    const toolCalls = [{ id: "1", name: "f", arguments: written }];
    const { text, warnings } = createChatTemplate(walking, tokens).render(
      [{ role: "assistant", content: "", toolCalls }],
      [],
    );
    expect({ text, warnings }).toEqual({ text: "!", warnings: [] });
  });

  it.each(['{"a":', "[1]", "Paris"])("that walks through arguments gets none for %j, with a warning", (written) => {
    const walking = "{% for k, v in messages[0].tool_calls[0].function.arguments | items %}{{ k }}{% endfor %}!";
    const toolCalls = [{ id: "1", name: "f", arguments: written }];
    const rendered = createChatTemplate(walking, tokens).render([{ role: "assistant", content: "", toolCalls }], []);
    expect(rendered.text).toBe("!");
    expect(rendered.warnings).toMatchObject([{ kind: "approximated", feature: "tools" }]);
  });

  it("that knows one call a turn gets two as two turns", () => {
    const single =
      "{% for m in messages %}{% if m.tool_calls and m.tool_calls | length > 1 %}{{ raise_exception('one call only') }}{% endif %}" +
      "[{{ m.role }}{% for c in m.tool_calls or [] %} {{ c.function.name }}{% endfor %}]{% endfor %}";
    const toolCalls = ["f", "g"].map((name) => ({ id: name, name, arguments: "{}" }));
    const { text, warnings } = createChatTemplate(single, tokens).render(
      [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "", toolCalls },
      ],
      [],
    );
    expect(text).toBe("[user][assistant f][assistant g]");
    expect(warnings).toHaveLength(1);
  });

  it.each([
    ["{{ messages[0].get('name') or messages[0].get('role') }}", "user"],
    ["{% set role = messages[0].role %}{{ '<{}>'.format(role) }}", "<user>"],
    ["{% set first = messages[0] %}[{{ first.name | trim }}]", "[]"],
    ["{{ messages[1].tool_calls[0].function.arguments | string }}", '{"a":1}'],
    ["{% set m = messages[0] %}{{ m | string }}", '{"role": "user", "content": "Hi"}'],
    ["{{ messages[0].get('name', 'nobody') }} {{ messages[0].get('role', 'x') }}", "nobody user"],
    ["{% set a = [3, 1] | min %}{{ a }} {{ [1, 3, 2] | max }}", "1 3"],
    [
      "{% set ns = namespace(ids=[]) %}{% for m in messages %}{% set r = m.role %}{% set _ = ns.ids.append(r) %}{% endfor %}{% set first = ns.ids.pop(0) %}{{ first }}|{{ ns.ids | join }}",
      "user|assistant",
    ],
  ])("in Jinja2's words %s is read as Jinja2 does", (source, text) => {
    const toolCalls = [{ id: "1", name: "f", arguments: '{"a":1}' }];
    const messages: ChatMessage[] = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "", toolCalls },
    ];
    expect(createChatTemplate(source, tokens).render(messages, []).text).toBe(text);
  });

  it.each([
    ["without a description of a parameter", { city: { type: "string" } }, "[city: ]"],
    ["with one", { city: { type: "string", description: "Where" } }, "[city: Where]"],
    ["without parameters", {}, "[]"],
  ])("that joins descriptions gets a tool %s", (_, properties, text) => {
    const joining =
      "{% for t in tools %}[{% for k, v in t.function.parameters.properties | items %}{{ k + ': ' + v.description }}{% endfor %}]{% endfor %}";
    const tool = { name: "f", parameters: { type: "object", properties } };
    expect(createChatTemplate(joining, tokens).render(conversation.slice(0, 2), [tool])).toMatchObject({ text });
  });

  it("that reads FireFunction's words gets the tools as a text, and the day", () => {
    const words = "{{ functions + '|' + datetime }}{{ messages[0].content }}";
    const { text, warnings } = createChatTemplate(words, tokens).render(
      [{ role: "user", content: "!" }],
      [{ name: "get_weather" }],
    );
    expect(text).toMatch(/^\[\{.*"get_weather".*\}\]\|\d{4}-\d\d-\d\d!$/);
    expect(warnings).toEqual([]);
    expect(createChatTemplate(words, tokens).render([{ role: "user", content: "!" }], []).text).toMatch(/^\|\d/);
  });

  it("gets whether to think as a variable", () => {
    const template = createChatTemplate("{{ enable_thinking }} {{ reasoning_effort }}", tokens);
    expect(template.render(conversation, [], { enabled: false, effort: "low" }).text).toBe("false low");
  });

  it("gets tools and earlier calls in the form that published templates print", () => {
    const template = createChatTemplate(
      "{{ tools | tojson }}{% for m in messages %}{% for c in m.tool_calls or [] %}{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}",
      tokens,
    );
    const messages: ChatMessage[] = [
      { role: "assistant", content: "", toolCalls: [{ id: "1", name: "f", arguments: '{"a":1}' }] },
    ];
    expect(template.render(messages, [{ name: "f", description: "d" }]).text).toContain('{"a": 1}');
  });

  it.each([
    ["loops", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", /ran for more than/],
    ["writes without end", "{% for a in range(500) %}{{ messages[0].content }}{% endfor %}", /wrote \d+ characters/],
  ])("that %s is given up within its limits, and blamed rather than the conversation", (_, source, reason) => {
    const template = createChatTemplate(source, tokens);
    const messages: ChatMessage[] = [{ role: "user", content: "word ".repeat(2000) }];
    expect(() => template.render(messages, [])).toThrow(
      expect.objectContaining({ code: "model_file_invalid", message: expect.stringMatching(reason) }),
    );
  });
});
