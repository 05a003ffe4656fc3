/** Names of models that think before each reply; other servers open the reasoning in the prompt and do not say so. */
const thinkers =
  /(?:^|[^a-z0-9])(?:r1|qwq|qvq|thinking|thinker|reasoning|reasoner|magistral|openthinker|deepscaler|exaone-deep|marco-o1)(?![a-z0-9])/i;
const others = /(?:^|[^a-z])(?:no|non|not|without)[-_ ]?(?:think|reason)/i;

/** Whether a reply may begin with reasoning that nothing opens: judged by the model's name, before its first reply. */
export function isThinkersName(model: string): boolean {
  return thinkers.test(model) && !others.test(model);
}
