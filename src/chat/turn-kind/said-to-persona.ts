/**
 * What is said to the persona itself: who speaks, that they like it or do not, what it can, is or would do. A pattern is
 * the whole turn, in `foldedForm`. A story about somebody else has a further word and is none of these.
 */
import type { Language } from "../../core/language.ts";
import type { SaidToPersona } from "./turn-kinds.ts";

type Patterns = Readonly<Record<Language, RegExp>>;

/** @param before Words that may stand before it, @param after and behind it. */
function whole(source: string, before = "", after = ""): RegExp {
  const flat = source.replaceAll(/\s*\n\s*/g, "");
  return new RegExp(
    `^ (?:(?:${before === "" ? "ollie" : `ollie|${before}`}) )*(?:${flat})(?: (?:ollie${after === "" ? "" : `|${after}`}))* $`,
    "u",
  );
}

function tight(source: string): RegExp {
  return new RegExp(`^(?:${source.replaceAll(/\s*\n\s*/g, "")})$`, "u");
}

const introduction: Patterns = {
  en: whole(
    `(?:my name is|my name s|the name s|name s|i am called) \\S+(?: (?:and )?(?:it is |it s )?(?:so )?(?:nice|pleased|good|glad|lovely|great) to meet you)?
    |(?:i m|i am) \\S+(?: and)?(?: it is| it s)? (?:nice|pleased|good|glad|lovely|great) to meet you
    |(?:it is |it s |i m |i am )?(?:so |very )?(?:nice|pleased|good|glad|lovely|great) to meet you`,
    "hi|hello|hey|there|good morning|good evening",
    "too|and|you",
  ),
  es: whole(
    `(?:me llamo|mi nombre es) \\S+(?: (?:y )?(?:mucho gusto|encantad[oa]|un placer))?|soy \\S+ (?:mucho gusto|encantad[oa]|un placer)|mucho gusto|encantad[oa](?: de conocerte)?`,
    "hola|buenas|buenos dias",
  ),
  fr: whole(
    `(?:je m appelle|moi c est|mon nom est) \\S+(?: (?:et )?(?:enchantee?|ravie?))?|je suis \\S+ enchantee?|enchantee?|ravie? de te (?:connaitre|rencontrer)`,
    "bonjour|salut|bonsoir|coucou",
  ),
  de: whole(
    `(?:ich hei(?:ß|ss)e|mein name ist) \\S+(?: (?:und )?(?:freut mich|schon dich kennenzulernen))?|ich bin (?:der |die )?\\S+ (?:freut mich|schon dich kennenzulernen)|freut mich(?: dich kennenzulernen)?|schon dich kennenzulernen`,
    "hallo|hi|hey|guten tag|guten morgen",
  ),
  pt: whole(
    `(?:chamo me|me chamo|o meu nome e|meu nome e) \\S+(?: (?:e )?(?:muito prazer|prazer))?|(?:eu )?sou (?:o |a )?\\S+ (?:muito )?prazer|(?:muito )?prazer(?: em (?:te )?conhecer(?: te)?)?`,
    "ola|oi|bom dia|boa tarde",
  ),
  it: whole(
    `(?:mi chiamo|il mio nome e) \\S+(?: (?:e )?(?:piacere|molto piacere))?|(?:io )?sono \\S+ (?:molto )?piacere|(?:molto )?piacere(?: di conoscerti)?`,
    "ciao|buongiorno|salve",
  ),
  ru: whole(
    `меня зовут \\S+(?: (?:очень )?приятно(?: познакомиться)?)?|мое имя \\S+|я \\S+ (?:очень )?приятно познакомиться|(?:очень )?приятно познакомиться|рад[а]? (?:знакомству|познакомиться)`,
    "привет|здравствуй|здравствуите",
  ),
  zh: tight(`(?:你好|您好|嗨)?(?:我叫|我的名字(?:是|叫))[^，。]{1,5}(?:很?高兴认识你)?|(?:很|好)?高兴认识你`),
  ja: tight(
    `(?:こんにちは|はじめまして)?(?:ぼく|僕|私|わたし|俺)の名前は.{1,8}(?:です|だよ)(?:よろしく(?:ね|お願いします)?)?|.{1,8}(?:です|だよ|といいます)よろしく(?:ね|お願いします)?|はじめまして.{1,8}(?:です|だよ|といいます)|よろしく(?:ね|お願いします)?`,
  ),
  ko: tight(
    `(?:안녕|안녕하세요)?(?:나는|난|저는|전|제이름은|내이름은).{1,5}(?:이야|야|이에요|예요|입니다|라고해요?)(?:만나서)?(?:반가워요?|반갑습니다)|(?:안녕|안녕하세요)?(?:제이름은|내이름은).{1,5}(?:이야|야|이에요|예요|입니다)|만나서(?:반가워요?|반갑습니다)`,
  ),
};

const affection: Patterns = {
  en: whole(
    `(?:do|did) (?:you|u) (?:really |still |even )?(?:love|like|miss) me
    |(?:i )?(?:really |just |so )?(?:love|like|adore|missed|miss|trust) (?:you|u|talking to you|talking with you)(?: (?:too|so|very|much|a lot|lots))*
    |(?:you|u) (?:are|re|r) (?:so |very |really |such |just |always |a |an |the |my )*(?:sweet|nice|kind|cute|best|adorable|great|lovely|amazing|awesome|wonderful|funny|good friend|best friend|friend|favou?rite|good listener|smart|clever|sweetheart|cutie)(?: (?:friend|octopus|listener|ever|one|thing|person))*
    |(?:can i have a |i want a |give me a |here is a )?(?:big )?hugs?(?: for you)?|you make me (?:so )?(?:happy|smile|laugh)|you re the best|i m (?:so )?glad (?:you re here|i have you|i met you)`,
    "aww|aw|oh|haha|lol|well|and|i think|no",
    "too|so|much|really|a lot|thanks|thank you",
  ),
  es: whole(
    `(?:tu )?me (?:quieres|amas)|te (?:quiero|amo|adoro|extrano|echo de menos)(?: mucho| un monton)?|(?:eres|sos) (?:muy |tan |un |una |el |la |mi )*(?:dulce|amable|simpatic[oa]|mejor|bonit[oa]|amor|encanto|adorable|genial|lind[oa]|mejor amig[oa]|amig[oa]|divertid[oa])|me caes (?:muy )?bien|me gusta hablar contigo`,
    "ay|oh|jaja",
    "mucho",
  ),
  fr: whole(
    `(?:est ce que )?tu m aimes|m aimes tu|je t (?:aime|adore)(?: bien| beaucoup| fort)?|(?:tu es|t es) (?:vraiment |tellement |trop |si |tres |un |une |le |la |mon )*(?:gentil(?:le)?|mignon(?:ne)?|adorable|super|genial|geniale|doux|douce|meilleure?|drole|cool|amour|ami|amie|meilleur ami)|tu m as manque|j aime (?:bien )?(?:parler|discuter) avec toi`,
    "oh|haha",
  ),
  de: whole(
    `(?:liebst|magst) du mich|hast du mich lieb|ich (?:hab|habe) dich (?:so |sehr )?lieb|ich (?:liebe|mag|vermisse) dich(?: sehr| so| auch)*|du bist (?:so |sehr |echt |wirklich |ein |eine |der |die |das |mein |meine |am )*(?:lieb|nett|su(?:ß|ss)|toll|beste|bester|liebsten|cool|lustig|schatz|freund|bester freund|beste freundin|goldig|gro(?:ß|ss)artig)|ich rede gern mit dir`,
    "ach|oh|haha",
  ),
  pt: whole(
    `(?:tu |voce )?(?:gostas? de mim|me amas?|amas me)|(?:eu )?(?:amo|adoro|gosto de|gosto muito de) (?:voce|ti|te)|(?:eu )?te (?:amo|adoro)|amo te|adoro te|(?:tu )?(?:es|voce e) (?:tao |muito |um |uma |o |a |meu |minha )*(?:querid[oa]|fof[oa]|simpatic[oa]|amor|melhor|legal|doce|gentil|amig[oa]|melhor amig[oa]|engracad[oa]|maravilhos[oa])|gosto de falar (?:contigo|com voce)`,
    "ah|oh|haha",
  ),
  it: whole(
    `(?:tu )?mi (?:ami|vuoi bene)|ti (?:voglio (?:tanto )?bene|amo|adoro)|sei (?:cosi |tanto |molto |davvero |un |una |il |la |mio |mia )*(?:dolce|carino|carina|gentile|simpatico|simpatica|migliore|tesoro|amore|fantastico|bravo|divertente|amico|miglior amico)|mi (?:piaci|sei mancato|piace parlare con te)`,
    "oh|ah|haha",
  ),
  ru: whole(
    `ты (?:меня )?любишь(?: меня)?|(?:я )?(?:тебя )?(?:очень )?(?:люблю|обожаю)(?: тебя)?|я скучал[а]?(?: по тебе)?|ты (?:такой |такая |очень |самыи |мои |просто |мне )*(?:милыи|хорошии|добрыи|классныи|лучшии|друг|лучшии друг|нравишься|смешнои|замечательныи|прелесть|чудо)|мне нравится (?:с тобои )?говорить(?: с тобои)?`,
    "ой|ах|хаха",
  ),
  zh: tight(
    `你(?:喜欢|爱)我(?:吗|么)?|我(?:好|很|最|真的)?(?:喜欢|爱|想念?)你(?:了|哦|呀|们)?|你(?:真|好|太|最)(?:可爱|好|棒|贴心|善良|温柔)(?:了|啦|呀)?|你是我(?:最好)?的(?:好)?朋友|抱抱(?:你)?`,
  ),
  ja: tight(
    `(?:ぼく|僕|私|わたし|俺)のこと(?:が)?(?:好き|すき)(?:ですか|なの)?|(?:オリー)?(?:大好き|だいすき|好き|すき)(?:だよ|です)?|(?:きみ|君|あなた|オリー)(?:が|のこと)?(?:が)?(?:大好き|だいすき|好き|すき)(?:だよ|です)?|(?:きみ|君|あなた|オリー)(?:は|って)?(?:ほんとうに|本当に|とても|すごく)?(?:やさしい|優しい|かわいい|可愛い|いい人|いい子)(?:ね|だね|ですね|な)?|愛してる(?:よ)?|(?:やさしい|優しい|かわいい|可愛い)(?:ね|な)|会いたかった(?:よ)?`,
  ),
  ko: tight(
    `(?:나를|날|나|저를)(?:사랑해|좋아해)요?|(?:올리야?)?(?:나)?(?:너를|널|너|네가|니가)?(?:정말|진짜|너무)?(?:사랑해|좋아해|보고싶었어)요?|(?:너|넌|너는|올리는?)(?:정말|진짜|너무|참)?(?:착해|귀여워|귀엽다|착하다|다정해|친절해|최고야|좋은친구야)요?|네가(?:정말|진짜|너무)?좋아`,
  ),
};

const insult: Patterns = {
  en: whole(
    `(?:you|u|ur|you are|you re|u r|u are)(?: (?:so|such|really|just|a|an|very|the|too|totally|fucking|freaking|damn|all|being|kinda|kind of|pretty|of no|no|not|piece of))* (?:useless|stupid|dumb|weird|idiot|moron|fool|silly|boring|annoying|terrible|awful|bad|trash|garbage|crap|shit|worst|pathetic|ridiculous|creepy|ugly|mean|rude|broken|hopeless|nonsense|joke|liar|fake|loser|help|helpful|listening|helping|funny|making (?:any )?sense|use|worthless|clueless|crazy|nuts|dense|slow|wrong|repeating yourself)(?: (?:bot|robot|machine|octopus|thing|idiot|app|ai|piece of (?:crap|shit|junk)|at this|at listening|to me|then|at all|you know|today))*
    |(?:you )?(?:stupid|dumb|useless|silly|fucking|bloody|damn) (?:bot|robot|machine|octopus|thing|idiot|app|ai|program)
    |(?:fuck|screw|damn) (?:you|off|u)|shut (?:the fuck |the hell )?up|go away|get lost|piss off|leave me alone|stfu|you suck|idiot|i (?:really )?hate (?:you|this|talking to you)|i don t (?:like|trust|need) you
    |you (?:don t|dont|do not|didn t|didnt|never|can t|cant) (?:even |really |actually |ever )*(?:understand|get|listen|hear|know|care|help|answer|answered|read)(?: to)?(?: me| it| anything| a thing| what i said| what i say| what i mean| what i am saying| what i m saying| what i told you| my question| to me| a word i say| at all)*
    |(?:that|this|it|your answer)(?: (?:is|s|was|makes?|made|does not|doesn t|did not|didn t|isn t|is not|makes absolutely))? (?:absolutely |really |just |at all |such )*(?:no sense|make (?:any )?sense|nonsense|not what i (?:said|meant|asked)|what i (?:said|meant|asked)|stupid answer|not helpful|no help|a stupid question|a stupid answer|a weird answer|help me)(?: at all)?
    |what (?:the hell |the fuck )?are you (?:even )?talking about|what kind of (?:an )?(?:answer|question|reply) is that|are you (?:stupid|dumb|deaf|even listening|listening|listening to me)|is that all(?: you (?:can|have to) say)?|(?:you )?(?:already|just) (?:said|asked) that|stop (?:repeating yourself|saying that|asking(?: me)?(?: questions)?)`,
    "lol|haha|ugh|omg|well|ok|okay|oh|no|god|man|jeez|wow|but|and|sorry|i think|hey",
    "lol|haha|ok|you idiot|now|already|please|anyway|stupid|idiot|bitch",
  ),
  es: whole(
    `(?:tu )?(?:eres|sos) (?:muy |tan |un |una |bastante |mas |realmente )*(?:tont[oa]|estupid[oa]|inutil|idiota|aburrid[oa]|rar[oa]|imbecil|pesad[oa]|mal[oa]|fe[oa]|ridicul[oa]|burr[oa]|basura|asco|pat[eé]tic[oa])|(?:que )?(?:tont[oa]|estupid[oa]|idiota|inutil|imbecil)|callate|cierra la boca|vete(?: a la mierda| al infierno)?|que te jodan|jodete|te odio|no (?:me )?(?:entiendes|escuchas|sirves|ayudas|sabes)(?: nada| de nada| para nada)*|no te soporto|dejame en paz|eso no tiene sentido|no es lo que (?:dije|pregunte)`,
    "uf|jaja|pues|ay|bah",
  ),
  fr: whole(
    `(?:tu es|t es)(?: (?:vraiment|trop|tellement|si|tres|un|une|completement|qu un))* (?:nul(?:le)?|bete|stupide|idiote?|con|conne|inutile|bizarre|chiante?|ennuyeux|ennuyeuse|moche|ridicule|debile|imbecile|mechante?|penible)|(?:espece d )?(?:idiote?|imbecile|debile|connard)|(?:ferme la|ta gueule|tais toi|casse toi|degage|va te faire (?:foutre|voir)|laisse moi (?:tranquille)?)|je te (?:deteste|hais)|tu (?:ne )?(?:comprends|m ecoutes|ecoutes|sers|sais|m aides) (?:rien|pas|a rien|vraiment rien|meme pas)|ca n a (?:aucun|pas de) sens|ca veut rien dire`,
    "pff|bah|oh|haha",
  ),
  de: whole(
    `du bist (?:so |echt |wirklich |ein |eine |total |ziemlich |voll |aber )*(?:doof|blod|dumm|nutzlos|langweilig|komisch|seltsam|idiot|bloder|dummkopf|nervig|schei(?:ß|ss)e|schlecht|gemein|hasslich|peinlich|bescheuert|unnutz|trottel)|(?:du )?(?:idiot|dummkopf|trottel|blodmann|arschloch)|halt (?:die klappe|den mund|s maul|dein maul)|verpiss dich|fick dich|geh weg|lass mich in ruhe|ich hasse dich|du (?:nervst|verstehst (?:mich |gar |uberhaupt |das )*(?:nicht|nichts)|horst (?:mir )?(?:gar |uberhaupt )?nicht zu|hilfst mir nicht|kannst nichts|kapierst (?:gar )?nichts?)|das (?:ergibt|macht) keinen sinn|das habe ich nicht (?:gefragt|gesagt|gemeint)`,
    "ach|oh|haha|boah|mann",
  ),
  pt: whole(
    `(?:tu )?(?:es|voce e) (?:tao |muito |um |uma |mesmo |bem |realmente )*(?:burr[oa]|estupid[oa]|inutil|idiota|chat[oa]|estranh[oa]|parv[oa]|tont[oa]|fei[oa]|ridicul[oa]|lixo|besta|imbecil|aborrecid[oa])|(?:seu |sua )?(?:idiota|burro|burra|estupid[oa]|imbecil|parvo)|cala (?:a boca|te)|cale a boca|vai (?:te embora|embora|se foder|te foder|a merda)|vai tomar no cu|odeio (?:te|voce)|te odeio|me deixa em paz|deixa me em paz|(?:tu |voce )?nao (?:entendes|entende|me ouves|me ouve|ajudas|ajuda|serves|serve|percebes)(?: nada| de nada| para nada)*|isso nao faz sentido`,
    "nossa|haha|ah|ai",
  ),
  it: whole(
    `(?:tu )?sei (?:cosi |proprio |molto |davvero |un |uno |una |veramente |solo )*(?:stupido|stupida|scemo|scema|inutile|idiota|noioso|noiosa|strano|strana|cretino|cattivo|brutto|ridicolo|deficiente|imbecille|pessimo)|(?:che )?(?:stupido|scemo|idiota|cretino|imbecille)|(?:stai |sta )?zitto|vattene|vaffanculo|ti odio|lasciami in pace|non (?:capisci|mi ascolti|servi|mi aiuti|mi capisci|sai)(?: niente| nulla| a niente| a nulla)*|non ha senso|non e quello che ho (?:detto|chiesto)`,
    "uffa|oh|haha|ma|beh",
  ),
  ru: whole(
    `ты (?:такои |такая |просто |очень |какои то |совсем |же |реально )*(?:тупои|глупыи|дурак|дура|идиот|бесполезныи|бесполезен|скучныи|странныи|плохои|дебил|урод|тормоз|тупица|надоел|бесишь)|(?:дурак|идиот|дебил|тупица|тупои)|заткнись|замолчи|отстань|отвали|пошел (?:ты|вон|нахуи|на хуи|к черту)(?: вон)?|иди (?:ты )?(?:в жопу|к черту|нахуи|на хуи)|уйди|ненавижу тебя|я (?:тебя )?ненавижу(?: тебя)?|ты (?:меня )?(?:ничего |совсем |вообще )*не (?:понимаешь|слушаешь|слышишь|помогаешь|умеешь)(?: меня| ничего)*|оставь меня в покое|(?:это )?бред|это не имеет смысла|я не это (?:сказал|спросил|имел в виду)[а]?`,
    "блин|ой|хаха|да|эх",
  ),
  zh: tight(
    `你(?:真|好|太|很|是个|就是|这个|个)*(?:没用|笨|蠢|傻|烦|无聊|奇怪|讨厌|白痴|笨蛋|傻瓜|垃圾|差劲|丑)(?:了|啊|死了|透了)?|(?:笨蛋|白痴|傻瓜|废物|蠢货|闭嘴|滚|滚开|去死|滚蛋|走开|烦死了|别烦我)(?:吧|啊)?|我(?:讨厌|恨)(?:死)?你(?:了)?|你(?:根本|完全|都)?(?:不懂|听不懂|没听懂|不明白)(?:我)?(?:在说什么|说的话|的意思)?|你(?:在)?(?:胡说|乱说)(?:什么)?|你在说什么(?:啊|呢)?`,
  ),
  ja: tight(
    `(?:おまえ|お前|きみ|君|あなた|オリー)?(?:は|って|ほんと|本当に)*(?:ばか|バカ|馬鹿|あほ|アホ|使えない|役立たず|つまらない|うざい|ウザい|きもい|キモい|変|へん|最低|くず|クズ)(?:だ|だな|だね|な|ね|なの|やつ|すぎ|じゃないの)*|うるさい(?:な|なあ|よ)?|黙れ|だまれ|黙って|あっちいけ|あっち行け|消えろ|死ね|(?:きみ|君|おまえ|お前|あなた)?(?:なんか|のこと)?(?:が)?(?:大嫌い|だいきらい|嫌い|きらい)(?:だ|だよ)?|(?:ぜんぜん|全然|何も|なにも)?わかって(?:い)?ない(?:ね|な|よ|じゃん)?|意味(?:が)?(?:わからない|分からない|不明)|話(?:を)?聞いて(?:い)?る[？?]?|ほっといて`,
  ),
  ko: tight(
    `(?:너|넌|너는|야|이)?(?:정말|진짜|너무|완전|참|왜이렇게)*(?:바보|멍청이|멍청해|쓸모없어|쓸모없다|짜증나|재미없어|이상해|못생겼어|최악이야|멍청하다|멍청한|답답해|한심해)(?:야|이야|같아|네|다|아)?|(?:닥쳐|꺼져|시끄러워|시끄러|저리가|그만해|죽어|씨발|시발|미친놈)(?:라)?|(?:나)?(?:너|네가|니가|널)?(?:정말|진짜|너무)?(?:싫어|미워|증오해)|(?:너는|넌)?(?:내말을?|하나도|전혀|아무것도)*(?:이해못|못알아듣|모르|안듣|이해를못)(?:해|하네|네|는구나|아|고있어|하는구나)?|말이안(?:돼|되잖아)|무슨(?:말|소리)(?:이야|야|하는거야)|내버려둬`,
  ),
};

/** What the persona would do, and what the person should. */
const advice: Patterns = {
  en: whole(
    `what (?:would|do|should|shall|can|could) (?:you|i|we) (?:do|say|do about it|think|think about it|think about that|think i should do|suggest|recommend|advise|do in my place|do if you were me|do now|do next|say to (?:her|him|them)|tell (?:her|him|them)|even do)|(?:do you have |got |have you |have you got )?any (?:advice|ideas?|tips|suggestions?)(?: for me)?|(?:give me (?:some )?|i need (?:some )?)advice|what s your (?:advice|opinion)|(?:any idea )?what i should do|how (?:should|do|can) i (?:deal with (?:it|this|that)|handle (?:it|this|that)|feel|fix (?:it|this|that)|cope)|should i(?: (?:do it|do that|call (?:her|him)|tell (?:her|him|them)|say something|apologi[sz]e|go|forgive (?:her|him|them)))?`,
    "so|and|but|well|ok|then|please|hmm|now",
    "then|now|please|about it|about this|about that|in my place|if you were me|instead",
  ),
  es: whole(
    `que (?:harias|hago|puedo hacer|deberia hacer|debo hacer|me aconsejas|opinas|piensas|crees)(?: tu| en mi lugar| ahora| de eso)*|(?:dame |tienes |necesito )?(?:un |algun )?consejo`,
    "y|entonces|pero",
  ),
  fr: whole(
    `(?:que|qu est ce que|quoi) (?:ferais tu|tu ferais|dois je faire|je dois faire|puis je faire|je peux faire|me conseilles tu|tu me conseilles|en penses tu|tu en penses|je fais|je devrais faire|faire)(?: a ma place| maintenant)*|tu ferais quoi(?: a ma place)?|(?:un |donne moi un |j ai besoin d un )conseil|tu as un conseil|qu en penses tu|je fais quoi`,
    "et|alors|mais",
  ),
  de: whole(
    `was (?:wurdest du|soll ich|kann ich|sollte ich|ratst du mir|meinst du|denkst du|haltst du davon)(?: tun| machen| an meiner stelle| jetzt| dazu| davon| denn)*|(?:hast du |gib mir |ich brauche )(?:einen |mal )?(?:rat|tipp)(?: fur mich)?`,
    "und|aber|also",
  ),
  pt: whole(
    `o que (?:farias|faria|voce faria|tu farias|faco|devo fazer|posso fazer|achas|voce acha|me aconselhas|eu faco)(?: no meu lugar| agora| disso)*|(?:da me |me da |tens |preciso de )(?:um |algum )?conselho`,
    "e|mas|entao",
  ),
  it: whole(
    `(?:che |cosa |che cosa )+(?:faresti|devo fare|posso fare|dovrei fare|mi consigli|ne pensi|faccio)(?: tu| al posto mio| adesso| ora)*|(?:dammi |hai |mi serve )?(?:un |qualche )consiglio`,
    "e|ma|allora",
  ),
  ru: whole(
    `(?:что|как) (?:бы )?(?:мне |ты )?(?:бы )?(?:делать|сделал|сделала|посоветуешь|думаешь|поступил|поступить|быть)(?: бы)?(?: на моем месте| теперь| об этом)*|(?:даи|нужен) (?:мне )?совет|посоветуи(?: что нибудь| мне)*`,
    "и|а|но|ну",
  ),
  zh: tight(
    `(?:那)?(?:我)?(?:该|应该|要)?怎么办(?:呢|啊|好)?|(?:那)?我(?:该|应该)(?:怎么做|做什么)(?:呢|啊)?|(?:如果是你|换成你|要是你)?(?:你)?会怎么(?:做|办)(?:呢)?|你(?:觉得|怎么看)(?:呢|怎么样)?|(?:给我|有什么|有没有)(?:点|个|什么)?建议(?:吗)?`,
  ),
  ja: tight(
    `(?:じゃあ|で)?(?:私|ぼく|僕)?(?:は)?(?:どうすればいい|どうしたらいい|どうしよう|どうすべき)(?:の|かな|ですか|と思う|んだろう|でしょう)*|(?:きみ|君|あなた)?(?:なら|だったら)?どうする(?:の)?|(?:きみ|君|あなた)?(?:は)?どう思う(?:の)?|(?:何か)?アドバイス(?:を)?(?:ちょうだい|ください|ある|して)?`,
  ),
  ko: tight(
    `(?:나)?(?:이제)?(?:어떻게|뭘|어떡)(?:해야|하면|하지)?(?:할까|돼|될까|좋을까|하지|해)?요?|(?:너라면|네가나라면|당신이라면)(?:어떻게|뭘)(?:할|하)(?:거야|래|겠어)?요?|(?:너는|넌)?어떻게생각해요?|조언(?:좀)?(?:해줘|해주세요|부탁해)요?`,
  ),
};

/** Looked for where a turn is nothing narrower: most questions that speak to the persona are about it. */
export const askedOfPersona: Patterns = {
  en: whole(
    `(?:do|did|have|are|were|can|could|will|would|may) (?:you|u)(?! (?:believe|imagine|guess)\\b)(?: (?!(?:my|i|he|she|they|we|his|her|their)\\b)\\S+){1,7}
    |(?:what|where|who|how|when|why|which)(?: (?!(?:my|i|he|she|they|we|his|her|their|would|think)\\b)\\S+){0,3} (?:do|are|did|were|have|can|will|would) you(?: (?!(?:my|i|he|she|they|we|his|her|their|think|mean|say|call|get|make|know|spell|cook|do if|deal|handle|fix)\\b)\\S+){0,4}
    |(?:what|where|who|how old|when|how) (?:is|are|s) your(?: (?!(?:my|i|he|she)\\b)\\S+){1,3}|do you|can you|are you|how old are you|sing(?: me)?(?: a song| something)?|what about you|and you|how about you|tell me something about you(?:rself)?`,
    "so|and|but|well|ok|hey|hi|by the way|btw|anyway",
  ),
  es: whole(
    `(?:tu )?(?:tienes|sabes|puedes|te gusta|te gustan|duermes|comes|vives|sientes|eres|estas|has|quieres|crees)(?: (?!(?:mi|mis|yo)\\b)\\S+){1,5}|(?:que|cual|donde|cuantos|como|por que|de donde)(?: \\S+){0,2} (?:te gusta|vives|tienes|haces|comes|eres|es tu|sabes)(?: (?!(?:mi|mis|yo)\\b)\\S+){0,4}|y tu|canta(?:me)?(?: una cancion| algo)?`,
    "y|oye|pero",
  ),
  fr: whole(
    `(?:tu|est ce que tu) (?:sais|peux|as|aimes|es|dors|manges|vis|habites|ressens|crois|connais)(?: (?!(?:mon|ma|mes|je)\\b)\\S+){1,5}|(?:as|sais|peux|aimes|es|dors|manges) tu(?: (?!(?:mon|ma|mes|je)\\b)\\S+){0,5}|(?:quel|quelle|ou|comment|pourquoi|quand) (?:\\S+ )?(?:est|sont|habites|vis|aimes|fais|as)(?: tu| ton| ta| tes)(?: (?!(?:mon|ma|mes|je)\\b)\\S+){0,4}|tu as quel age|et toi|chante(?: moi)?(?: une chanson| quelque chose)?`,
    "et|dis|mais",
  ),
  de: whole(
    `(?:hast|kannst|bist|magst|wei(?:ß|ss)t|schlafst|isst|lebst|fuhlst|glaubst|kennst|willst) du(?: (?!(?:mein|meine|meinen|ich)\\b)\\S+){1,6}|(?:wo|wie|was|warum|welche|welches|wer|wann|woher)(?: \\S+){0,2} (?:bist|hast|magst|machst|isst|wohnst|lebst|ist dein|ist deine|kommst)(?: du)?(?: (?!(?:mein|meine|meinen|ich)\\b)\\S+){0,4}|und du|und dir|sing(?: mir)?(?: ein lied| was| etwas)?`,
    "und|sag mal|aber",
  ),
  pt: whole(
    `(?:tu |voce )?(?:tens|tem|sabes|sabe|podes|pode|gostas|gosta|dormes|comes|vives|sentes|es|estas|acreditas)(?: (?!(?:meu|minha|eu)\\b)\\S+){1,5}|(?:qual|onde|o que|quantos|como|por que)(?: \\S+){0,2} (?:e o teu|e a tua|e o seu|e a sua|gostas|voce gosta|moras|voce mora|vives|comes|fazes|voce faz)(?: (?!(?:meu|minha|eu)\\b)\\S+){0,4}|e tu|e voce|canta(?: uma musica| alguma coisa)?`,
    "e|olha|mas",
  ),
  it: whole(
    `(?:tu )?(?:hai|sai|puoi|ti piace|ti piacciono|dormi|mangi|vivi|senti|sei|credi|conosci|vuoi)(?: (?!(?:mio|mia|miei|io)\\b)\\S+){1,5}|(?:qual|quale|dove|che cosa|cosa|quanti|come|perche)(?: \\S+){0,2} (?:e il tuo|e la tua|ti piace|vivi|abiti|mangi|fai|hai)(?: (?!(?:mio|mia|io)\\b)\\S+){0,4}|e tu|canta(?:mi)?(?: una canzone| qualcosa)?`,
    "e|ma|senti",
  ),
  ru: whole(
    `(?:а )?(?:у тебя есть|ты умеешь|ты можешь|ты любишь|ты знаешь|ты спишь|ты веришь|ты чувствуешь|можешь|умеешь|любишь)(?: (?!(?:мои|моя|мою|моего|я)\\b)\\S+){1,5}|(?:что|где|сколько|какои|какая|какое|как|откуда|почему) (?:\\S+ )?(?:ты|тебе|твои|твоя|твое|у тебя)(?: (?!(?:мои|моя|мою|я)\\b)\\S+){0,4}|а ты|а у тебя|спои(?: мне)?(?: песню| что нибудь)?`,
    "а|и|ну|слушаи",
  ),
  zh: tight(
    `你(?:有|会|喜欢|能|是|知道|住|爱|吃|睡|几岁|多大|想|觉得)[^我他她]{0,10}(?:吗|呢|么|什么|谁|哪里|哪儿|多少)?|你呢|唱(?:首|个)?歌(?:给我听)?(?:吧)?`,
  ),
  ja: tight(
    `(?:じゃあ)?(?:きみ|君|あなた|オリー)(?:は|の|って|に|には)[^私僕俺]{1,14}(?:の|か|る|い|何|なに|だれ|誰|どこ|できる|ある|いる|好き|すき|歳|才)?|(?:歌(?:を)?|何か)?歌って(?:よ|くれる|ください)?|歌える|(?:きみ|君|あなた)は`,
  ),
  ko: tight(
    `(?:너는|넌|너도|네|당신은|올리는|너|니)(?!.*(?:내|나를|우리))[^.]{1,12}(?:니|어|야|해|까|요|나|가|있어|좋아해|뭐야|몇살이야)|너는|넌|노래(?:를)?(?:불러줘|해줘|불러|부를수있어)(?:요)?`,
  ),
};

/** In the order in which they are looked for. */
export const saidToPersona: readonly (readonly [Exclude<SaidToPersona, "about_you">, Patterns])[] = [
  ["introduction", introduction],
  ["insult", insult],
  ["affection", affection],
  ["advice", advice],
];
