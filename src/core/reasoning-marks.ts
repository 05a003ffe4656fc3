/** What models put around the reasoning in front of their reply. */
export interface ReasoningMarks {
  readonly open: string;
  readonly close: string;
}

const tagNames = ["think", "thinking", "thought", "reasoning", "seed:think"];

/** The first is what engines write where a model has control tokens of its own for it, or its prompt opens it. */
export const reasoningMarks: readonly [ReasoningMarks, ...ReasoningMarks[]] = [
  { open: "<think>", close: "</think>" },
  ...tagNames.slice(1).map((name) => ({ open: `<${name}>`, close: `</${name}>` })),
  // Magistral, Kimi-VL, Command R7B and A
  { open: "[THINK]", close: "[/THINK]" },
  { open: "◁think▷", close: "◁/think▷" },
  { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
  // Apertus, Gemma 4, Sky-T1 and its kin
  { open: "<|inner_prefix|>", close: "<|inner_suffix|>" },
  { open: "<|channel>thought", close: "<channel|>" },
  { open: "<|begin_of_thought|>", close: "<|end_of_thought|>" },
  // gpt-oss, where its channels arrive as text
  { open: "<|channel|>analysis<|message|>", close: "<|end|><|start|>assistant<|channel|>final<|message|>" },
];

/** Plain words of Granite 3.2 and its kin: marks at the very beginning of a reply, text anywhere else. */
export const plainMarks: readonly ReasoningMarks[] = ["Here is", "Here's"].map((begin) => ({
  open: `${begin} my thought process:`,
  close: `${begin} my response:`,
}));
