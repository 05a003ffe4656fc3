/** Names of OpenAI's voices: clients fill them in beforehand. The voice of the language answers to them. */
const names = new Set("alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar".split(" "));

export function isOpenAiVoice(name: string): boolean {
  return names.has(name);
}
