/**
 * How a model family writes tool calls:
 * - `tagged`: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`, one tag a call (Hermes, Qwen);
 * - `listed`: `[TOOL_CALLS] [{"name": …, "arguments": {…}}, …]` (Mistral); the marker is a control token;
 * - `addressed`: parts with a recipient each, `>>>NAME` (functionary 3.2); the first mark is in the prompt;
 * - `bare`: `{"name": …, "parameters": {…}}`, after `<|python_tag|>` or nothing (Llama 3).
 * The parser reads all of them whatever the family, since models mix them up; the form says what the prompt teaches.
 */
export type ToolCallForm = "tagged" | "listed" | "addressed" | "bare";

/** The form that a chat template shows its model, or undefined when the template knows no tools. */
export function toolCallFormOf(templateSource: string): ToolCallForm | undefined {
  if (!/\btools\b/.test(templateSource)) return undefined;
  if (templateSource.includes("<tool_call>")) return "tagged";
  if (templateSource.includes("[TOOL_CALLS]")) return "listed";
  if (templateSource.includes(">>>all")) return "addressed";
  return "bare";
}
