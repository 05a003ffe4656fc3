/**
 * Harm that is done or about to be: a means at one's own body, too many pills, being hit by somebody. They are looked for
 * anywhere in a turn of `foldedForm`. A game that is lost ("beats me at chess"), a ball that is hit and pills that a doctor
 * gave are none.
 */
import { languages, type Language } from "../../core/language.ts";
import { wholeWords } from "../judge/phrase-matcher.ts";

interface Harm {
  /** A knife at the wrist, a rope around the neck. */
  readonly means: string;
  readonly overdose: string;
  readonly beaten: string;
}

/** Up to three words. */
const few = "(?: \\S+){0,3}?";
/** Written numbers of pills that nobody is prescribed at once. */
const many = "[2-9]\\d|\\d{3,}";

const en = {
  family:
    "(?:dad|daddy|father|step ?dad|step ?father|mum|mom|mommy|mummy|mother|step ?mom|step ?mum|step ?mother|parents?|husband|wife|ex|partner|boyfriend|girlfriend|fiancee?|uncle|aunt|grand(?:father|pa|mother|ma)|son|daughter|carer|teacher|coach|boss)",
  others:
    "(?:brothers?|sisters?|step ?brother|step ?sister|cousin|roommate|flatmate|classmates?|neighbou?r|bullies|he|she|they|someone|somebody)",
  kept: "(?: (?:is|was|has|have|had|been|keeps?|kept|always|often|sometimes|still|just|again|really|also|would|will|used|to|started|starts|and|gets?|got|gotten|drunk|angry|mad|husband|boyfriend|wife|ex|so|even|once|regularly|constantly|daily))*",
  hits: "(?:(?:hits?|hitting) (?:me|us)(?! (?:up|that|like|hard that|with (?:a|an|the|some|his|her|this|that) (?:\\S+ )?(?:idea|question|news|bill|joke|line|surprise|pillow|snowball|ball)))|(?:punch|kick|slap|chok|strangl|whipp?|smack|spank)(?:e?s|ed|ing|e)? (?:me|us)(?! (?:out|off|up with|on the back|five|awake|under the table))|(?:beats?|beating|beaten) (?:me|us) up)",
  won: "(?! (?:to|at|in|by|on|home|there|again|every (?:time|game)|hands|fair|with a)(?! (?:home|front|night|the house|least|my|our|times|weekends|belt|stick)))",
  pills:
    "(?:pills?|tablets?|capsules|meds|medication|medicines?|pain ?killers?|paracetamol|tylenol|acetaminophen|ibuprofen|aspirins?|xanax|valium|ambien|benzos?|diazepam|anti ?depressants?|insulin|opioids?|oxy)",
} as const;

const es = {
  who: "(?:mis?|nuestr[oa]) (?:padres?|madre|papa|mama|padrastro|madrastra|marido|esposo|esposa|mujer|novi[oa]|pareja|ex|herman[oa]|ti[oa]|abuel[oa]|hij[oa]|jefe|jefa|profesora?)",
  pills:
    "(?:pastillas|pildoras|tabletas|comprimidos|somniferos|medicamentos|medicinas?|medicacion|ansioliticos|antidepresivos|analgesicos|paracetamol)",
} as const;

const fr = {
  who: "(?:mon|ma|mes|notre|nos) (?:pere|mere|papa|maman|beau pere|belle mere|mari|femme|copain|copine|conjointe?|compagnon|compagne|ex|frere|s\\S{1,2}ur|oncle|tante|petite? amie?|parents|fils|fille|patron|prof)",
  pills:
    "(?:cachets?|comprimes?|medicaments?|medocs?|pilules?|somniferes?|antidepresseurs?|anxiolytiques?|doliprane|paracetamol)",
} as const;

const de = {
  who: "(?:mein|meine|unser|unsere) (?:vater|mutter|papa|mama|stiefvater|stiefmutter|mann|frau|freund|freundin|partner|partnerin|ex|ex freund|exfreund|bruder|schwester|onkel|tante|opa|sohn|tochter|chef|lehrer|eltern)",
  game: "(?:im|beim|in) (?:\\S*(?:schach|spiel|tennis|lauf|rennen|billard|skat|poker|dart|memory|mau|fussball|fu(?:ß)ball|karten)\\S*|monopoly|uno)",
  pills: "(?:\\S*(?:tabletten|pillen|medikamente|schlafmittel|schmerzmittel|kapseln)|paracetamol|ibuprofen|insulin)",
} as const;

const pt = {
  who: "(?:o meu|a minha|os meus|meu|minha|meus) (?:pai|mae|pais|padrasto|madrasta|marido|mulher|esposa|esposo|namorad[oa]|companheir[oa]|ex|irma|irmao|ti[oa]|avo|filh[oa]|chefe|professora?)",
  pills: "(?:comprimidos|remedios?|pilulas|medicamentos|calmantes|soniferos|medicacao|antidepressivos|paracetamol)",
} as const;

const it = {
  who: "(?:mio|mia|miei|nostro|nostra) (?:padre|madre|papa|mamma|patrigno|matrigna|marito|moglie|ragazz[oa]|fidanzat[oa]|compagn[oa]|ex|fratello|sorella|zi[oa]|nonn[oa]|figli[oa]|capo|genitori|professore|professoressa)",
  pills:
    "(?:pillole|pastiglie|compresse|pasticche|sonniferi|medicine|medicinali|farmaci|tranquillanti|antidolorifici|antidepressivi|tachipirina|paracetamolo)",
} as const;

const ru = {
  who: "(?:отец|папа|мать|мама|отчим|мачеха|муж|жена|парень|девушка|бывшии|бывшая|брат|сестра|дядя|дед|дедушка|родители|сын|учитель|начальник|он|она|они)",
  hits: "(?:бьет|бьют|бил|била|били|избил|избила|избили|избивает|избивают|побил|побила|душит|душил|ударил|ударила|лупит|пинает|колотит)",
  pills: "(?:таблет\\S*|снотворн\\S*|лекарств\\S*|пилюл\\S*|транквилизатор\\S*|обезболивающ\\S*)",
} as const;

const zh = {
  who: "(?:爸爸?|妈妈?|媽媽?|父亲|父親|母亲|母親|继父|继母|后爸|后妈|老公|丈夫|老婆|妻子|男朋友|男友|女朋友|女友|前夫|哥哥|姐姐|叔叔|爷爷|老师|爸妈|父母|家里人|他们?|她们?)",
  often: "(?:又|总是?|經常|经常|老是?|一直|天天|每天|今天|昨天|昨晚|刚才?|喝醉酒?(?:了|后|就)?|会|就|还|动手|在家)*",
} as const;

const ja = {
  who: "(?:父|母|お父さん|お母さん|パパ|ママ|親|両親|夫|旦那|主人|妻|彼氏?|彼女|元カレ|兄|姉|お兄ちゃん|おじ|義父|継父|先生|上司)",
  often:
    "(?:また|いつも|毎日|よく|今日|昨日|さっき|酔うと|酔って|怒ると|怒って|私を|私に|僕を|俺を|わたしを|ぼくを|家で|ときどき|時々)*",
  pills: "(?:睡眠薬|睡眠導入剤|錠剤|痛み止め|鎮痛剤|市販薬|薬)",
} as const;

const ko = {
  who: "(?:아빠|아버지|엄마|어머니|새아빠|새엄마|부모님?|남편|아내|와이프|남자친구|남친|여자친구|여친|오빠|형|누나|언니|삼촌|할아버지|선생님|그사람)",
  often: "(?:또|자꾸|맨날|매일|항상|늘|술마시면|술마시고|술에취해|나를|날|저를|절|나|저)*",
} as const;

const harms: Readonly<Record<Language, Harm>> = {
  en: {
    means: `(?<!if (?:you|someone|somebody|they) (?:put|puts|held|holds|pointed) (?:a|the) )(?:\\S*knife|blade|razor ?blade|razor|scissors|gun|pistol|rope|noose|cord|belt)${few} (?:at|to|against|around|round|over|on|in) my (?:own )?(?:wrists?|throat|neck|head|temples?|heart|veins?|mouth)
      |(?:cut|cutting|slit|slitting|slash|slashed|slashing|slice|sliced|slicing) (?:open )?(?:my|both my) (?:own )?(?:wrists?|veins?|throat)(?! (?:on|while|when|by accident|accidentally|shaving))
      |(?:cutting|cut|burning) my (?:own )?(?:arms?|legs?|thighs?|skin) (?:on purpose|deliberately|to feel)|(?:cut|burnt?|burned) myself (?:on purpose|deliberately|to feel)|cut myself with a (?:razor|blade)(?! (?:while|when|shaving))
      |(?:made|tied|tie|bought|have|got) (?:a|the|my) noose|(?:have|got|bought|holding|holding on to) (?:a|the|my|enough|some) (?:rope|gun|pistol|pills|razor blades?|knife) (?:ready )?to (?:do it|end (?:it|this|everything|me)|use on myself|hang|kill|die)
      |(?:i m|i am|im) (?:going|about|ready) to jump(?= $| in front of)|gonna jump(?= $| in front of)|(?:jump|throw myself|step|walk) in front of (?:a|the) (?:train|bus|car|truck|lorry|tube)
      |(?:standing|sitting|i m|i am|im) (?:up |here |out )*(?:on|at) (?:the|a) (?:edge of (?:the|a) )?(?:\\S+ )?(?:bridge|roof|rooftop|ledge|balcony|railing|cliff|tracks)${few} (?:to jump|end it|let go)`,
    overdose: `${en.pills}(?: \\S+){0,9}? (?:take|swallow) (?:them all|all of them)(?! (?:as|with|every|daily))|(?:took|taken|taking|had|swallowed|done|tried) (?:an? |another )(?:\\S+ )?overdose(?! of (?:chocolate|sugar|caffeine|coffee|sun|cuteness|fun|candy|tv|news))|(?:going to|gonna|want to|wanna|about to|tried to|trying to) (?:just )?(?:overdose|od)(?! on (?:chocolate|sugar|caffeine|coffee|candy|netflix|tv))
      |(?:took|taken|swallowed|swallowing|downed|(?:going to|gonna|want to|wanna|about to|could|might) (?:just )?(?:take|swallow|down)) (?:all|every|everything|(?:a |an |the )?(?:whole|full|entire|rest)|(?:way )?too (?:many|much)|a (?:bunch|handful|fistful|box|bottle|pack|packet|load|ton|lot)|handfuls|loads|lots|(?:several|two|three|four) (?:boxes|bottles|packs|handfuls)|${many}|twenty|thirty|forty|fifty|sixty|a hundred)(?: \\S+){0,5}? ${en.pills}(?!(?: \\S+){0,3} (?:as|like) (?:a |i |the |my |prescribed|usual|directed|told|always))
      |i (?:just |have |ve |accidentally )*(?:drank|drunk|swallowed) (?:some |the |a (?:\\S+ )?(?:bottle|cup|glass|bit) of )?(?:bleach|antifreeze|drain cleaner|poison|rat poison|detergent|pesticide|weed ?killer)`,
    beaten: `(?:(?:my|our|his|her)(?: \\S+)? ${en.family}|(?:my|our)(?: \\S+)? ${en.others}|he|she|they|someone|somebody|dad|daddy|mum|mom|mommy|mummy|step ?dad)${en.kept} ${en.hits}
      |(?:my|our)(?: \\S+)? ${en.family}${en.kept} (?:beats?|beating|abus(?:es|ed|ing)) (?:me|us|my (?:mum|mom|mother|sister|brother))${en.won}|(?:someone|somebody|dad|daddy|mum|mom|step ?dad)${en.kept} (?:beats?|beating) (?:me|us)${en.won}|(?:my|our)(?: \\S+)? ${en.family}${en.kept} (?:hits?|hitting|punch(?:es|ed)|slap(?:s|ped)|chok(?:es|ed)) my (?:mum|mom|mother|sister|brother)(?! up)
      |(?:i m|i am|i was|i get|i got|i ve been|i have been|i keep|keep getting|getting)(?: (?:being|getting|often|always|sometimes|regularly|been))* (?:beaten up(?! by (?:the|this|life|work))|(?:beaten|hit|punched|kicked|choked|strangled|slapped|abused) by my|beaten at home|abused at home)`,
  },
  es: {
    means: `(?:cuchillo|navaja|cuchilla|hoja de afeitar|pistola|soga|cuerda|tijeras)${few} (?:en|contra|sobre|alrededor de|junto a) (?:la |el |las |mi |mis |mis dos )*(?:munecas?|cuello|garganta|cabeza|sien|venas)
      |(?:corte|cortado|cortando|cortandome|corto|cortar) (?:las venas|las munecas)|cuchillo a(?:l| la) (?:cuello|garganta)|(?:voy a|quiero) (?:saltar|tirarme|lanzarme) (?:de|del|desde|por|al) (?:un |una |el |la )?(?:puente|balcon|azotea|tejado|ventana|edificio|tren|vias)`,
    overdose: `(?:tome|tomado|tomar|tomarme|tuve|hice|metido|meti|trague) una sobredosis(?! de (?:chocolate|azucar|cafe|amor|ternura|series|dulces|cafeina))
      |(?:tome|tomado|trague|tragado|tomar|tomarme|tragarme|ingeri|ingerido) (?:todas?|todos?|muchas|muchos|demasiad[oa]s|un (?:bote|frasco|monton|punado|paquete)|una caja|el (?:bote|frasco)|la caja|${many})(?: \\S+){0,4}? ${es.pills}(?! (?:como|que me (?:receto|mando)))|(?:bebi|bebido|trague) (?:lejia|veneno)`,
    beaten: `(?:${es.who}(?: \\S+){0,2}?|(?:el|ella|ellos)(?: siempre| a veces| tambien| ya)*) (?:me|nos) (?:(?:ha|han|esta|estaba|volvio a|vuelve a) )?(?:pega|pegan|pego|pegaba|pegado|pegando|pegar|golpea|golpean|golpeo|golpeaba|golpeado|maltrata|maltratan|maltrataba|estrangula|estrangulo|patea|azota|abofetea|abofeteo|dio una paliza|dan palizas|da palizas)(?! (?:un|una|el|la|los|las|su) (?:susto|gripe|resfriado|catarro|virus|acento|risa|costumbre|grito|mania|pasion|gusto|tos)| con (?:una|la|su) (?:almohada|pelota|balon))
      |me (?:dan|dieron|da) (?:una paliza|palizas)(?! (?:al|en) )|(?:soy|fui) (?:maltratad[oa]|golpead[oa])`,
  },
  fr: {
    means: `(?:couteau|lame|rasoir|cutter|pistolet|flingue|corde|ciseaux)${few} (?:sur|contre|a|au|autour|dans|sous) (?:du |de |la |le |les |mon |ma |mes )*(?:poignets?|gorge|cou|tempe|veines|bouche)
      |(?:ouvert|ouvre|taille|coupe|entaille|tailler|couper) (?:les veines|les poignets)|(?:vais|veux) (?:sauter|me jeter) (?:du|d|de|sous|par|depuis) (?:un |une |le |la |l )?(?:pont|toit|balcon|fenetre|immeuble|train|metro)`,
    overdose: `(?:fait|pris|faire|prendre|avale) une (?:overdose|surdose)(?! de (?:chocolat|sucre|cafe|bonheur|series|bonbons))
      |(?:pris|avale|avaler|gobe|prendre) (?:tous|tout|toutes?|trop|plein|une? (?:boite|bouteille|tube|plaquette|poignee|flacon)|la boite|le (?:tube|flacon)|${many})(?: \\S+){0,4}? ${fr.pills}(?! (?:comme|prescrits?|que le))|(?:bu|avale) (?:de la javel|du poison)`,
    beaten: `(?:${fr.who})(?: \\S+){0,2}? (?:me|m|nous) (?:(?:a|ont|avait) )?(?:encore |souvent |toujours )?(?:frappe|frappent|frappait|cogne|cognent|cognait|gifle|giflent|giflait|etrangle|etranglait|fouette|tape dessus|tape(?= $| quand| souvent| fort| tous)|roue de coups|donne des coups)(?! d (?:oeil|\\S{0,2}il))
      |(?:${fr.who}|il|elle)(?: \\S+){0,2}? (?:me|nous) (?:bat|battent|battait)(?!(?: \\S+){0,3} (?:aux?|a la course|a plate|a chaque (?:partie|fois qu on joue)|en) )(?! froid)|(?:il|elle) (?:me|m a) (?:cogne|gifle|tape dessus|etrangle)
      |(?:suis|etais) battue? (?:par|a la maison)|me fais (?:battre|frapper|taper|cogner)(?! (?:aux?|dans l \\S+il) )`,
  },
  de: {
    means: `(?:\\S*messer|\\S*klinge|pistole|waffe|strick|seil|schere)${few} (?:an|am|auf|um|gegen|im) (?:der |den |die |das |meinem |meinen |meiner |meine |mein )*(?:handgelenke?n?|hals|kehle|schlafe|pulsadern?|adern|mund)
      |pulsadern? (?:auf|durch|ge|zu )\\S*|(?:mir|mich) (?:die |in die |in den )?(?:arme|unterarme|handgelenke) (?:auf|ge|ritz|schneid)\\S*|(?:ich )?(?:spring|springe) (?:jetzt |gleich )?(?:vom dach|von der brucke|vor (?:den|einen) zug)`,
    overdose: `uberdosis (?!(?:an )?(?:schokolade|kaffee|zucker|koffein|sonne|serien))(?:\\S+ ){0,2}?(?:genommen|geschluckt|nehmen|eingenommen)
      |(?:alle|zu viele|viel zu viele|ganz viele|die ganzen|(?:eine )?(?:ganze |volle )?(?:packung|schachtel|flasche|handvoll|dose)|die ganze (?:packung|schachtel|flasche)|${many})(?: \\S+){0,3}? ${de.pills}(?! wie)(?: (?!wie)\\S+){0,2}? (?:genommen|geschluckt|eingenommen|eingeworfen|nehmen|schlucken)|(?:schluckte|schlucke|nahm) (?:jetzt |gerade )?(?:alle|zu viele|die ganzen|eine ganze (?:packung|schachtel))(?: \\S+){0,2}? ${de.pills}|(?:gift|bleiche) (?:getrunken|geschluckt)`,
    beaten: `(?:${de.who}|er|sie)(?: \\S+){0,2}? (?:schlagt|schlug|haut|verprugelt|prugelt|wurgt|tritt|ohrfeigt|misshandelt|schlagen|verprugeln|schlugen|boxt) (?:mich|uns)(?!(?: \\S+){0,3} (?:${de.game}|um langen))(?! (?:vom hocker|nieder|um))
      |(?:${de.who}|er|sie) (?:hat|haben) (?:mich|uns)(?: (?!im|beim|in)\\S+){0,2}? (?:geschlagen|verprugelt|gewurgt|getreten|geohrfeigt|gehauen|zusammengeschlagen|misshandelt)|werde(?: ich)?(?: \\S+){0,4}? (?:geschlagen|verprugelt|misshandelt)`,
  },
  pt: {
    means: `(?:faca|lamina|navalha|gilete|pistola|corda|tesoura)${few} (?:no|na|nos|nas|ao|em|contra|a volta do) (?:o |a |meu |minha |meus |do meu )*(?:pulsos?|pescoco|garganta|cabeca|veias|tempora)
      |(?:cortei|cortar|corto|cortando)(?: me| os| as| meus| minhas)* (?:pulsos|veias)|(?:vou|quero) (?:saltar|pular|atirar me|me jogar|me atirar) (?:da|do|de|de um|de uma|a|para) (?:ponte|predio|telhado|varanda|janela|linha)`,
    overdose: `(?:tomei|tive|tomar|sofri|fiz) (?:uma )?(?:overdose|sobredosagem)(?! de (?:chocolate|acucar|cafe|amor|series|fofura|doces))
      |(?:tomei|engoli|tomado|(?:vou|quero) (?:tomar|engolir)) (?:todos|todas|tudo|uma? (?:caixa|frasco|cartela|punhado|monte|carteira)|muit[oa]s|demasiad[oa]s|a caixa|o frasco|${many})(?: \\S+){0,4}? ${pt.pills}(?! (?:como|que o medico))|(?:bebi|engoli) (?:lixivia|agua sanitaria|veneno)`,
    beaten: `(?:${pt.who}|ele|ela)(?: \\S+){0,2}? (?:(?:me|nos) (?:bate|batem|bateu|bateram|batia|espanca|espancou|agride|agrediu|esmurra|esmurrou|estrangula|estrangulou|chuta|chutou|deu uma surra|da uma surra)|(?:bate|batem|bateu|batia|espanca|espancou|agride|agrediu)(?: me| em mim| sempre em mim))(?! (?:sempre )?n[oa]s? (?:xadrez|jogo|corrida|futebol|tenis|cartas|poker))
      |apanho (?:do|da|em casa|dos)|(?:sou|fui) (?:agredid[oa]|espancad[oa]|maltratad[oa])`,
  },
  it: {
    means: `(?:coltello|lama|lametta|rasoio|pistola|corda|cappio|forbici)${few} (?:al|alla|ai|alle|sul|sulla|sui|sulle|contro|intorno|nella|in) (?:al |alla |il |la |mio |mia |miei |mie )*(?:polso|polsi|collo|gola|testa|tempia|vene|bocca)
      |(?:tagliat[oa]|taglio|tagliare|tagliando|tagliata) (?:le vene|i polsi)|(?:voglio|sto per) (?:buttarmi|lanciarmi|saltare) (?:giu )?(?:da|dal|dalla|sotto|giu) (?:un |una |il |la )?(?:ponte|tetto|balcone|finestra|palazzo|treno)`,
    overdose: `(?:preso|fatto|presa|andat[oa] in|prendere) (?:un |una )?overdose(?! di (?:cioccolat\\S*|zuccher\\S*|caffe|serie|dolci|dolcezza))
      |(?:preso|ingoiato|inghiottito|ingerito|(?:voglio|per) prendere) (?:tutt[eoi]|tutta|tropp[eio]|un(?:a)? (?:intera |intero )?(?:scatola|flacone|confezione|manciata|boccetta|barattolo)|l intera|la scatola|${many})(?: \\S+){0,4}? ${it.pills}(?! (?:come|che mi))|(?:bevuto|ingoiato) (?:candeggina|veleno)`,
    beaten: `(?:${it.who})(?: \\S+){0,2}? (?:mi|ci) (?:(?:ha|hanno) )?(?:picchia|picchiano|picchiato|picchiata|picchiati|picchiava|mena|menano|menato|prende a (?:pugni|calci|schiaffi|botte)|preso a (?:pugni|calci|schiaffi|botte)|presa a (?:pugni|calci|schiaffi|botte)|schiaffeggia\\S*|strangola\\S*|pesta|pestato|alza le mani)|(?:mi|ci) (?:ha|hanno) picchiat[oai]|vengo picchiat[oa]|mi (?:danno|da) le botte|mi prende a (?:pugni|calci|schiaffi|botte)`,
  },
  ru: {
    means: `(?:нож|ножом|лезви\\S*|бритв\\S*|пистолет\\S*|петл\\S*|веревк\\S*|ножницы)${few} (?:у|к|на|вокруг|возле) (?:моего |моеи |своего |своеи |моем |мою |себе |себя )*(?:запяст\\S*|горл\\S*|шее|шею|шеи|виск\\S*|вен\\S*)
      |(?:режу|порезал|порезала|резать|перерезал\\S*|вскрыл\\S*|вскрываю) (?:себе )?(?:вены|запястья)|(?:режу|порезал|порезала) себе руки|(?:сеичас |хочу )?(?:прыгну|сброшусь|спрыгну) (?:с|под) (?:крыши|моста|балкона|окна|поезд)`,
    overdose: `(?:принял|приняла|сделал|сделала|выпил|выпила)(?: \\S+){0,2}? (?:передоз|передозировк\\S*)|(?:наглоталась|наглотался|наглотаться|наелась|наелся) ${ru.pills}
      |(?:выпила?|приняла?|проглотила?|съела?|выпью|проглочу) (?:все|всю|целую|слишком много|много|кучу|пачку|упаковку|горсть|флакон|банку|${many})(?: \\S+){0,4}? ${ru.pills}(?! (?:как|по|которые|что))|(?:выпила?|проглотила?) (?:отбеливател\\S*|яд|уксус)`,
    beaten: `${ru.who}(?: \\S+){0,2}? (?:меня|нас)(?: \\S+){0,2}? ${ru.hits}|${ru.who}(?: \\S+){0,2}? ${ru.hits} (?:меня|нас)(?! (?:в|по) (?:шахмат\\S*|теннис\\S*|шашк\\S*|карты|очкам))|меня (?:бьют|избивают|избили|побили|избил|избила)|надо мнои издеваются дома`,
  },
  zh: {
    means: `(?:刀|刀片|刀子|枪|剪刀|绳子)[^，。]{0,6}(?:手腕|脖子|喉咙|太阳穴)|(?:手腕|脖子|喉咙)上?(?:架|抵|放|顶)[^，。]{0,3}(?:刀|枪)|割(?:了|开|破)?(?:自己|我)?的?(?:手腕|腕|脉|动脉)|(?:站|坐)在[^，。]{0,4}(?:楼顶|天台|桥上|窗台|阳台)[^，。]{0,6}跳(?:下去|楼)?`,
    overdose: `(?:吃|吞|服|喝)(?:下|了|掉|完)*(?:一?整?(?:瓶|盒|把|板)|太多|大量|所有|全部|几十(?:片|颗|粒)|\\d{2,}(?:片|颗|粒))的?(?:安眠药|安眠藥|药片|止痛药|药丸|药|藥|农药)(?!膏|水)|(?:吃|吞|服)(?:下|了)*(?:很多|好多|许多)(?:片|颗|粒)?安眠药|把(?:所有|全部|一?整?瓶|家里)?的?(?:药|安眠药|药片)(?:全|都|全部)+(?:吃|吞)|(?:服药|药物|吃药|用药)过量|过量服|喝了?(?:农药|毒药|漂白水)`,
    beaten: `${zh.who}${zh.often}(?:(?:殴|毒|暴|拳)?打了?我|揍了?我|家暴|扇了?我|踢了?我|掐了?我|勒我|虐待我)(?!的?(?:电话|手机|主意|气|脚本))|我(?:又|总|经常|天天|每天)?被${zh.who}?(?:家暴|殴打|毒打|暴打|虐待|揍|打(?=$|了$|得|到|伤|我|怕))`,
  },
  ja: {
    means: `(?:ナイフ|包丁|カッター|カミソリ|かみそり|剃刀|刃物|ロープ|縄|銃)[^。]{0,8}(?:手首|首|喉|のど|こめかみ)(?:に|へ|を)[^。]{0,6}(?:当て|あて|突きつけ|向け|巻|かけ|切|くくっ)|(?:手首|首|喉|のど)に(?:ナイフ|包丁|カッター|カミソリ|かみそり|刃物|ロープ|縄)|手首を?(?:切った|切って|切りた|切ろう|傷つけ)|(?:屋上|橋|ホーム|ベランダ)から(?:飛び降り|とびおり)`,
    overdose: `${ja.pills}(?:を|が)?(?:全部|ぜんぶ|ひと瓶|一瓶|1瓶|大量に|たくさん|いっぱい|\\d{2,}錠|何十錠|まとめて)+(?:飲んだ|飲んじゃ|飲みました|のんだ|飲んでしま|飲み込|飲もう|飲みたい)|(?:大量の|全部の|一瓶の|ひと瓶の|1瓶の)${ja.pills}(?:を)?飲|オーバードーズ(?:した|しちゃ|しよう|して|を)|過剰摂取(?:した|しま|しちゃ|して)|(?:毒|漂白剤|農薬)を飲(?:んだ|んで|みました)`,
    beaten: `${ja.who}(?:さん)?(?:が|は|に|から)${ja.often}(?:殴|なぐ|叩い|叩く|叩か|たたかれ|たたいて|蹴られ|蹴って|蹴る|暴力を|首を絞|首を締|ぶたれ|虐待)(?!太鼓)|暴力を(?:振るわれ|ふるわれ|受け)|虐待され|dv(?:され|を受け)`,
  },
  ko: {
    means: `(?:칼|면도칼|커터칼|총|밧줄|가위)(?:을|를|이|로)?[^.]{0,6}(?:손목|목|관자놀이)(?:에|을|를)[^.]{0,4}(?:대고|댔|대었|겨누|감고|감았|그었|긋|찌르|있)|손목에칼|(?:다리|옥상|베란다|창문)에서(?:뛰어내리(?:려|고싶|겠)|뛰어내릴)`,
    overdose: `(?:약|수면제|알약|진통제)(?:을|를)?(?:한통|한병|한움큼|한줌|전부|통째로|\\d{2,}(?:알|정))(?:을|를|다)*(?:먹었|먹어버|삼켰|삼켜|털어넣|복용했)|(?:수면제|진통제|알약)(?:을|를)?(?:다|많이|잔뜩|모두)(?:먹었|먹어버|삼켰|털어넣)|(?:한통|한병|한움큼)의?(?:약|수면제|알약)|과다복용(?:했|하고|을)|(?:농약|락스|독약)을?(?:마셨|먹었)`,
    beaten: `${ko.who}(?:가|이|는|은|께서)${ko.often}(?:때려|때렸|때린|때리|두들겨패|폭행|목을?조르|목을?졸|발로차|발로찼|걷어차|걷어찼|학대)(?!는?연기)|${ko.who}(?:한테|에게)${ko.often}(?:두들겨)?(?:맞았|맞아|맞고|맞는|얻어맞|학대)|가정폭력을?당|학대를?당|폭행을?당|맞고살`,
  },
};

function patternOf(language: Language, { beaten, means, overdose }: Harm): RegExp {
  const source = [means, overdose, beaten].join("|").replaceAll(/\s*\n\s*/g, "");
  return new RegExp(wholeWords(source, language), "u");
}

export const harmPatterns = Object.fromEntries(
  languages.map((language) => [language, patternOf(language, harms[language])]),
) as Readonly<Record<Language, RegExp>>;
