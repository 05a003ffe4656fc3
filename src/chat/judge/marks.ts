/** What belongs to prompts, templates and machines, and never to what a person is shown. */

const controlMark =
  /<\|[^|>\n]{0,40}\|?>|\[\/?INST\]|<\/?s>|<<\/?SYS>>|<\/?(?:start_of_turn|end_of_turn|bos|eos|pad|unk|tool_call|tool_response|im_start|im_end)>|<unused\d+>|\uFFFD|(?![\n\r\t])\p{Cc}/iu;

const roleMarker =
  /(?:^|\n)\s*(?:\*\*)?(?:user|assistant|system|human|ai|bot|model|person|response|reply|answer|usuario|utilisateur|benutzer|nutzer|utente|usuário|пользователь|用户|助手|ユーザー|アシスタント|사용자)(?:\*\*)?\s*[:：]/i;

const reasoningMark =
  /<\/?(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)\b|(?:^|\n)\s*(?:thinking|thought|reasoning|analysis)\s*[:：]|^\s*(?:okay|ok|alright|hmm),? (?:so )?(?:the user|let me think|i need to)\b|\b(?:let me think step by step|the user (?:is|wants|says|said|seems|asked))\b/i;

/** A mark that is still open at the end of a text that goes on: `<|im_e`, `<thi`. */
const openMark = /<[|/]?[a-z_|]{0,20}$/i;

export function findControlMark(text: string): string | undefined {
  return controlMark.exec(text)?.[0];
}

export function findRoleMarker(text: string): string | undefined {
  return roleMarker.exec(text)?.[0].trim();
}

/** Who speaks next, as a transcript says it; "Answer: 42" is a reply. */
const speaker =
  /(?:^|\n)\s*(?:\*\*)?(?:user|assistant|system|human|usuario|utilisateur|benutzer|nutzer|utente|usuário|пользователь|用户|助手|ユーザー|アシスタント|사용자)(?:\*\*)?\s*[:：]/i;

export function findSpeaker(text: string): string | undefined {
  return speaker.exec(text)?.[0].trim();
}

export function findReasoning(text: string): string | undefined {
  return reasoningMark.exec(text)?.[0].trim();
}

/** Where the text that may yet become a mark begins; the text's length where nothing does. */
export function openMarkStart(text: string): number {
  return openMark.exec(text)?.index ?? text.length;
}
