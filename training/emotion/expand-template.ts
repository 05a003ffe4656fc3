/** A template such as `I'm <very> {happy|glad}{!|}` as sentences: every choice made by `random`. */
export function expandTemplate(
  template: string,
  slots: ReadonlyMap<string, readonly string[]>,
  random: () => number,
): string {
  const chosen = template.replace(/\{([^{}]*)\}/g, (_all, choices: string) => pick(choices.split("|"), random));
  const filled = chosen.replace(/<(\w+)>/g, (_all, name: string) => {
    const choices = slots.get(name);
    if (choices === undefined) throw new Error(`Cannot expand "${template}": there is no @${name}`);
    return pick(choices, random);
  });
  if (/[{}<]/.test(filled)) throw new Error(`Cannot expand "${template}": braces do not match`);
  const sentence = filled
    .replaceAll(/ +/g, " ")
    .replaceAll(/ ([,.!?…])(?=\S|$)/g, "$1")
    .trim();
  return random() < capitalShare ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}

/** People write to a chat both ways. Case is not a feature, so this only makes the sentences read as they would be. */
const capitalShare = 0.5;

function pick(choices: readonly string[], random: () => number): string {
  return choices[Math.floor(random() * choices.length)] ?? "";
}
