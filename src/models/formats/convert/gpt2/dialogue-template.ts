/**
 * How DialoGPT was trained to read a conversation: turns in order, each ended by the end-of-text token, whichever the role.
 * It knows no roles and no instructions, so system messages are left out; the engine reports that in a warning.
 */
const dialogueTemplate =
  "{% for message in messages %}{% if message['role'] != 'system' %}" +
  "{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}";

/**
 * The template for a model that brings `own` one (`tokenizer_config.json`) or none. One that does not distinguish roles,
 * such as DialoGPT's, would have the model read instructions as somebody's words.
 */
export function chooseChatTemplate(own: unknown): string {
  return typeof own === "string" && /\brole\b/.test(own) ? own : dialogueTemplate;
}
