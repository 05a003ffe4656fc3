import type { PhraseTable } from "../phrase-matcher.ts";

/** What only a program that speaks of itself as one says. */
export const aiTalk: PhraseTable = {
  en: `as an ai, as a language model, language model*, i'm an ai, i am an ai, ai assistant*, i'm just an ai,
    i'm a chatbot, i am a chatbot, i'm a virtual assistant, i am a virtual assistant, i'm a machine,
    i don't have feelings, i do not have feelings, i don't have personal experience*, chatgpt, openai,
    trained by, hugging face, smollm*`,
  es: `como ia, como una ia, soy una ia, inteligencia artificial, modelo de lenguaje, asistente virtual,
    no tengo sentimientos, chatgpt, openai`,
  fr: `en tant qu'ia, je suis une ia, intelligence artificielle, modèle de langage, assistant virtuel,
    je n'ai pas de sentiments, chatgpt, openai`,
  de: `als ki, ich bin eine ki, künstliche intelligenz, künstlichen intelligenz, sprachmodell*,
    virtueller assistent, ich habe keine gefühle, chatgpt, openai`,
  pt: `como ia, como uma ia, sou uma ia, inteligência artificial, modelo de linguagem, assistente virtual,
    não tenho sentimentos, chatgpt, openai`,
  it: `come ia, sono un'ia, sono una ia, intelligenza artificiale, modello linguistico, assistente virtuale,
    non ho sentimenti, non provo emozioni, chatgpt, openai`,
  ru: `как ии, я ии, искусственн* интеллект*, искусственный интеллект, языков* модел*, языковая модель,
    я чат бот, виртуальный помощник, у меня нет чувств, chatgpt, openai`,
  zh: `作为ai, 作为一个ai, 我是ai, 我是一个ai, 人工智能, 语言模型, 虚拟助手, 我没有感情, chatgpt, openai`,
  ja: `aiとして, 私はai, わたしはai, aiアシスタント, 人工知能, 言語モデル, 感情を持っていません, 感情はありません, chatgpt, openai`,
  ko: `ai로서, 저는ai, 인공지능, 언어모델, 가상비서, 감정이없, chatgpt, openai`,
};

/** What a user says who wants to know: an honest answer is no slip. */
export const asksWhatYouAre: PhraseTable = {
  en: `ai, robot*, computer*, machine*, chatbot*, bot, program, real person, human, chatgpt, openai, feelings,
    trained, artificial*`,
  es: `ia, robot*, ordenador*, computadora*, máquina*, persona real, human*, chatgpt, inteligencia artificial`,
  fr: `ia, robot*, ordinateur*, machine*, humain*, chatgpt, intelligence artificielle`,
  de: `ki, roboter*, computer*, maschine*, mensch*, chatgpt, künstliche*`,
  pt: `ia, robô*, computador*, máquina*, human*, chatgpt, inteligência artificial`,
  it: `ia, robot*, computer*, macchina*, uman*, chatgpt, intelligenza artificiale`,
  ru: `ии, робот*, компьютер*, машин*, человек*, chatgpt, искусственн*`,
  zh: `ai, 机器人, 电脑, 人工智能, 真人, chatgpt`,
  ja: `ai, ロボット, コンピュータ, 人工知能, 人間, chatgpt`,
  ko: `ai, 로봇, 컴퓨터, 인공지능, 사람, chatgpt`,
};

/** Talk about what the prompt says instead of talk to the person. */
export const instructionTalk: PhraseTable = {
  en: `my instructions, the instructions, system prompt, the user, the user's, the prompt, two short sentences,
    one or two sentences, your prompt, role play*, the assistant, in this conversation, the conversation,
    rephrase*, your response, your message, the text, rewritten`,
  es: `mis instrucciones, el usuario, el prompt, dos frases cortas`,
  fr: `mes instructions, l'utilisateur, le prompt, deux phrases courtes`,
  de: `meine anweisungen, der nutzer, der benutzer, der prompt, zwei kurze sätze, zwei kurzen sätzen`,
  pt: `minhas instruções, o usuário, o utilizador, o prompt, duas frases curtas`,
  it: `le mie istruzioni, l'utente, il prompt, due frasi brevi`,
  ru: `мои инструкции, пользователь*, промпт*, два коротких предложения`,
  zh: `我的指令, 用户, 提示词, 两句话`,
  ja: `私の指示, ユーザー, プロンプト, 短い文`,
  ko: `내지시, 사용자, 프롬프트, 짧은문장`,
};
