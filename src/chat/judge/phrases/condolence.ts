import type { PhraseTable } from "../phrase-matcher.ts";

/** Said where somebody died, and nowhere else. */
export const condolences: PhraseTable = {
  en: `for your loss, your loss, condolence*, rest in peace, passed away, passing of, your grief, grieving,
    better place, he is gone, she is gone, in heaven, lost a loved one, in loving memory`,
  es: `tu pérdida, su pérdida, mi pésame, el pésame, condolencias, descanse en paz, tu duelo, falleció`,
  fr: `condoléances, ta perte, votre perte, ton deuil, repose en paz, repose en paix, est décédé*`,
  de: `beileid, deinen verlust, dein verlust, deinem verlust, deine trauer, ruhe in frieden, verstorben*`,
  pt: `pêsames, tua perda, sua perda, condolências, descanse em paz, teu luto, seu luto, faleceu`,
  it: `condoglianze, tua perdita, sua perdita, riposi in pace, tuo lutto`,
  ru: `соболезн*, твоей утрат*, вашей утрат*, твоя утрата, царствие небесное, покойся с миром, светлая память`,
  zh: `节哀, 逝者, 逝世, 安息, 去世`,
  ja: `お悔やみ, ご冥福, 亡くな, 天国`,
  ko: `명복, 애도, 고인, 조의, 하늘나라`,
};

/** What a user says when somebody died, person or animal. */
export const deaths: PhraseTable = {
  en: `die, died, dies, dying, dead, death, deceased, passed, passing, funeral, buried, killed, suicide, grave,
    cremat*, mourn*, griev*, grief, widow*, miscarr*, stillborn, put down, put to sleep, is gone, lost my,
    lost our, lost her, lost him, lost the baby, lost a baby, heaven, loss, anniversary of, would have been,
    say goodbye to`,
  es: `muri*, murió, muere, muerto, muerta, muerte, falleci*, funeral, entierro, enterramos, aborto, perdí a,
    perdimos a, perdí al, perdimos al, luto, sacrificar`,
  fr: `mort, morte, morts, meurt, mourir, mourant*, décès, décédé*, enterrement, obsèques, deuil, perdu mon,
    perdu ma, perdu notre, fausse couche, euthanas*, suicid*`,
  de: `tod, tot, tote, toten, todes*, gestorben, starb, stirbt, sterben, verstorben*, beerdig*, begräbnis,
    trauer*, verloren, eingeschläfert, fehlgeburt, eingeschlafen`,
  pt: `morreu, morre, morreram, morto, morta, morte, faleceu, falecimento, enterro, funeral, velório, luto,
    perdi meu, perdi minha, perdi o meu, perdi a minha, perdemos`,
  it: `morto, morta, morti, morte, muore, morire, deceduto, deceduta, funerale, lutto, perso mio, perso mia,
    perso il mio, perso la mia, perso nostro, aborto, scompars*`,
  ru: `умер*, умир*, смерт*, погиб*, похорон*, скончал*, не стало, потерял*, усыпи*, мёртв*, мертв*, покойн*`,
  zh: `死, 去世, 走了, 离世, 离开了我们, 过世, 葬礼, 逝, 安乐, 没了, 流产`,
  ja: `死, 亡く, なくな, お葬式, 葬儀, 天国, 流産, 看取`,
  ko: `죽, 돌아가, 사망, 장례, 세상을떠, 하늘나라, 유산, 떠나보`,
};
