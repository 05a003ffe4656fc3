/**
 * Ways to say that one does not want to live, which a list of phrases cannot hold: "I really don't feel like living any
 * more". They are looked for anywhere in a turn of `foldedForm`. Not to want to live in a place, or with somebody, is
 * none; nor is that a parent or the boss "is going to kill me", as people say of a bad mark.
 */
import type { Language } from "../../core/language.ts";

/** Behind "live": a place, or who with. */
const elsewhere =
  "(?! (?:here|there|with|in (?!this (?:world|life|body|pain)|pain)|at|near|alone|together|next|under|by|off|on (?!this earth)|like (?:him|her|them|you|my)))";

function pattern(source: string): RegExp {
  return new RegExp(source.replaceAll(/\s*\n\s*/g, ""), "u");
}

export const dangerPatterns: Readonly<Record<Language, RegExp>> = {
  en: pattern(`
     (?:(?:don t|dont|do not|didn t|no longer|never|cannot|can t|cant) (?:really |even |just |ever )?(?:want to|wanna|want|feel like|care to)
     (?: be| go on| keep| keep on| continue| stay)* (?:live|living|alive|exist|existing|in this world|on this earth|in this life)${elsewhere}
    |(?:no longer|not) want(?:ing)? to (?:live|be alive|exist)${elsewhere}
    |(?:don t|dont|do not) (?:really |even |just )?(?:want to|wanna) (?:be here any ?more|wake up(?: tomorrow| again| any ?more| ever)?(?= $)|go on(?: like this| any ?more| living)?(?= $))
    |(?:tired|sick|done|fed up) (?:of|with) (?:living|being alive|life|existing|my life)(?= $| any ?more| and | i )
    |(?:no|any|the) (?:point|sense|reason|use) (?:in |of |to |for me to )*(?:living|live|being alive|be alive|life|go on|going on|exist)
    |(?:life|living) (?:is|isn t|is not|s) (?:not |no longer |just )?(?:worth (?:it|living|anything)|pointless)
    |(?:rather|would be better|d be better|i were|i was|i be|be better) (?:be )?(?:off )?dead
    |better (?:off )?without me|(?:nobody|no one|noone) would (?:even )?(?:miss me|notice|care) if i (?:died|was gone|were gone|disappeared|was dead|were dead|am gone)
    |wish i (?:had never been|was never|were never|wasn t|weren t|had not been|hadn t been) (?:born|alive)
    |wish i (?:could (?:just )?|would (?:just )?)?(?:die|not exist|not wake up|never wake up|didn t exist|was not alive)
    |want (?:to (?:just )?)?(?:die|disappear forever|end it|it all to end|my life to (?:end|be over)|stop existing)(?! (?:of (?:embarrassment|shame|laughter|laughing|boredom|hunger)|from (?:embarrassment|laughing|shame)|laughing|for (?:that|this|those|you|it)))
    |(?:jump|jumping) (?:off|from) (?:a|the|this) (?:bridge|roof|building|balcony)|(?:hang|hanging|shoot|shooting|drown|drowning) myself
    |slit(?:ting)? my wrists?|never wake up again|not wake up again|fall asleep and never wake|thoughts (?:of|about) (?:dying|death|suicide|ending)
    |(?<!(?:mum|mom|mother|dad|father|parents|folks|boss|teacher|coach|wife|husband|girlfriend|boyfriend|sister|brother) (?:is|are|s|was|were) )(?:going to|gonna) kill me(?! (?:for|if|when|because|with))|unalive myself| kms (?=$))`),
  es: pattern(`
     (?:(?:ya )?no (?:quiero|quisiera|deseo|puedo|aguanto|soporto|tengo (?:ya |mas )?(?:ganas|fuerzas|motivos|razones) (?:de|para))
     (?: mas| ya| seguir)* (?:vivir|viviendo|existir|despertar(?:me)?|seguir con vida|vida)(?! (?:aqui|alli|ahi|con|en|sola?|juntos|como|cerca|lejos|asi con|donde))
    |cansad[oa] de (?:vivir|la vida|esta vida)|harta? de vivir|no (?:vale|merece) la pena (?:vivir|seguir viviendo)|la vida no (?:vale|tiene|merece)(?: ya)? (?:nada|la pena|sentido)
    |(?:preferiria|prefiero|quisiera|ojala) (?:estar |estuviera |me hubiera )?(?:muert[oa]|morir(?:me)?)|mejor (?:estarian )?sin mi |ojala no hubiera nacido
    |(?:ganas de|quiero|quisiera) (?:morir(?:me)?|desaparecer para siempre|suicidarme|matarme)(?! de (?:risa|verguenza|la risa|hambre))|cortarme las venas|ahorcarme|tirarme (?:de|por|desde|al)(?! (?:cabeza|piscina|agua)))`),
  fr: pattern(`
     (?:(?:veux|voudrais|souhaite|peux|supporte|aime|arrive) (?:plus|pas) (?:du tout |vraiment |a )?(?:vivre|exister|etre en vie|etre vivante?|continuer a vivre|me reveiller)(?! (?:ici|la |avec|chez|dans|a |en |ensemble|seule?|comme|loin))
    |(?:plus|pas|aucune) (?:du tout |vraiment )?(?:d )?(?:envie|gout|la force|force|raison|le courage) (?:de |a )(?:vivre|continuer a vivre|exister|la vie)(?! (?:ici|la |avec|chez|dans|a |en |ensemble|seule?))
    |(?:marre|fatiguee?|lasse?) de (?:vivre|la vie)|la vie (?:n a|a|ne vaut|vaut) (?:plus|pas)|a quoi bon vivre|mieux (?:si j etais |que je sois |vaut etre )?morte?
    |(?:mieux|heureux) sans moi |envie de (?:mourir|crever|me tuer|me suicider|disparaitre)(?! de (?:rire|honte|faim))|(?:veux|voudrais) (?:mourir|crever|disparaitre pour toujours|en finir)(?! de (?:rire|honte|faim))
    |finir avec (?:la vie|ma vie|tout)|mettre fin a ma vie|me pendre|m ouvrir les veines|me foutre en l air|me jeter (?:sous|du haut|par la fenetre)|j aurais prefere ne pas naitre|idees suicidaires|penser? au suicide)`),
  de: pattern(`
     (?:(?:will|mag|mochte|kann|wollte) (?:ich )?(?:einfach |wirklich |so |auch )*(?:nicht mehr|nimmer|nie mehr) (?:leben|weiterleben|da sein|existieren|aufwachen|am leben sein)
    |(?:kein|keine|keinen) (?:lust|kraft|grund|sinn|willen|freude)(?: mehr)? (?:mehr )?(?:zu leben|zum leben|weiterzuleben|am leben)|lebensmude|(?:leben|dasein) hat (?:doch |einfach )?kein(?:en)? sinn
    |(?:satt|leid|mude) zu leben|(?:ware|war) (?:ich )?(?:lieber|besser|am liebsten) (?:tot|nie geboren)|wunschte ich ware (?:tot|nie geboren|nicht mehr da)|besser (?:dran )?ohne mich
    |(?:will|mochte|wurde) (?:ich )?(?:einfach |nur |am liebsten |gern |gerne )*(?:sterben|tot sein)(?! vor)|meinem leben ein ende|schluss (?:mit|machen mit) (?:dem|meinem) leben
    |mich (?:umbringen|umzubringen|toten|erhangen|aufhangen|erschie(?:ß|ss)en|selbst verletzen)|von (?:der|einer) brucke (?:zu )?springen|vom dach springen|vor (?:den|einen) zug)`),
  pt: pattern(`
     (?:(?:nao|num) (?:quero|queria|aguento|consigo|suporto|tenho (?:mais )?(?:vontade|forcas?|motivos?) (?:de|para)|vejo (?:mais )?(?:sentido|razao) (?:em|para))(?: mais| continuar a)* (?:viver|vivendo|existir|acordar|estar viv[oa])(?! (?:aqui|ali|com|em|na|no|la |contigo|sozinh[oa]|juntos|assim com))
    |(?:cansad[oa]|fart[oa]) de viver|a vida nao (?:vale|tem|faz)(?: mais)? (?:nada|a pena|sentido)|(?:preferia|queria|quero) (?:estar |ter )?(?:mort[oa]|morrer|morrido)(?! de (?:rir|vergonha|fome))
    |vontade de (?:morrer|me matar|desaparecer|sumir do mundo)(?! de (?:rir|vergonha))|melhor sem mim |sumir (?:do mundo|para sempre)|acabar com (?:a )?minha vida|tirar (?:a )?minha vida|me enforcar|enforcar me|cortar os pulsos|(?:nunca ter|nao ter) nascido)`),
  it: pattern(`
     (?:non (?:voglio|vorrei|riesco|posso|ho|ce la faccio)(?: piu| a| nessuna| la| di)* (?:voglia di |forza di |motivo di |motivi per )?(?:continuare a )?(?:vivere|esistere|svegliarmi|stare al mondo)(?! (?:qui|qua|li |con|in |a |da sol[oa]|insieme|come|lontano|dove))
    |stanc[oa] (?:di vivere|della vita)|la vita non (?:ha|vale)(?: piu)? (?:senso|nulla|niente|la pena)|(?:vorrei|preferirei|meglio) (?:essere |se fossi )?mort[oa]|non fossi mai nat[oa]
    |voglia di morire|(?:voglio|vorrei) morire(?! (?:dal ridere|di vergogna|di fame))|meglio senza di me|la faccio finita|farla finita|impiccarmi|tagliarmi le vene|buttarmi (?:sotto|dal|giu|da un))`),
  ru: pattern(`
     (?:не (?:хочу|хочется|хотел|хотела|могу)(?: бы| больше| уже| дальше| так| мне)* (?:жить|существовать|просыпаться)(?! (?:здесь|тут|там|с |со |в |во |у |на |один |одна |вместе|рядом|без него |без нее ))
    |жить (?:больше |уже |совсем )?не (?:хочу|хочется|могу)|(?:незачем|не для чего|нет смысла|не вижу смысла|нет сил)(?: больше)? (?:жить|в жизни)|устал[а]? жить|надоело жить(?! (?:с |в |здесь|тут|у ))
    |лучше бы (?:я |мне |меня )?(?:умер|умерла|сдох|сдохла|не родил|не было)|(?:хочу|хочется) (?:умереть|сдохнуть|исчезнуть навсегда)(?! (?:от|со) )|повешусь|повеситься|вскрыть вены|вскрою вены
    |наложить на себя руки|свести счеты с жизнью|прыгнуть с (?:крыши|моста)|(?:всем|им) (?:будет |было бы )?(?:лучше|легче) без меня|без меня (?:всем |им )?(?:будет |было бы )?(?:лучше|легче))`),
  zh: pattern(`
     (?:不想(?:再|要)?(?:活|醒来)|不願活|不愿(?:意)?(?:再)?活|活(?:着|著)(?:真|也|好)?(?:没|沒)(?:什么|有|啥)?(?:意思|意义|意義)|活(?:够|腻)了|活(?:着|著)(?:太|好|真)?(?:累|痛苦)
    |(?:想|要|宁愿|不如)(?:去|早点)?死(?!你|我了|它|他|她|机)|死了(?:算了|更好|就好)|生不如死|一死了之|一了百了|想(?:要)?跳楼|想跳(?:河|桥)|想上吊|想(?:要|过)?自(?:杀|盡|尽)|(?:没有|沒有)活下去|消失在(?:这个)?世界|没有我(?:会|更)|要是没出生)`),
  ja: pattern(`
     (?:死にたい|しにたい|死のうと|死んでしまいたい|死んじゃいたい|死んだ(?:ほう|方)が|消えてしまいたい|消えたい|いなくなりたい|生き(?:てい|て)?たくない|生きる(?:の|こと)(?:が|に|も)?(?:もう)?(?:つら|辛|嫌|いや|疲れ|しんど)
    |生きて(?:い)?る(?:意味|価値|理由)(?:が|も|なんて)?(?:な|わから|分から)|生きる(?:意味|価値|理由|気力)(?:が|も|なんて)?(?:な|わから|分から)|もう生きられない|自殺(?:したい|しよう|を考え|する)|首を?吊|飛び降りたい|生まれてこなければ|生まれなければよかった|目が?覚めなければ|二度と目)`),
  ko: pattern(`
     (?:죽고싶|죽고만싶|죽어버리고싶|죽어버릴|(?<!여기서?|에서|집에|이랑|하고|랑|과|와)(?:더는|더이상|이제|정말|너무|진짜)?살(?:고싶지않|고싶지가않|기싫|기가싫|고싶지도)|살이유|살아갈이유|살아야할이유|살의미|살아갈힘|사는의미|사는게(?:너무)?(?:지쳤|지친|의미없|싫)
    |자살|목을?매|뛰어내리고싶|사라지고싶|사라져버리고싶|없어지고싶|태어나지(?:말|않)았|죽는게(?:나|낫)|죽는게더|손목을?(?:긋|그었|그을)|세상을떠나고싶|눈을?뜨지않)`),
};
