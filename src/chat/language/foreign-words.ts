/**
 * Short words of languages that no reply is written in: Dutch, Swedish, Danish and Norwegian, Finnish. Without them a
 * few words of such a language look like the nearest one of the ten.
 */
const lists: readonly string[] = [
  // Dutch
  "ik jij het van niet zijn heb hebt heeft geen maar ook wat hoe waarom gaat goed mijn jouw mij zij wij hij deze voor naar bij nog wel hoi bedankt goedemorgen goedenavond nee verdrietig blij moe vandaag",
  // Swedish
  "jag är inte och det hur mår hej tack vad varför mig dig min har ett på som vill också bra idag ledsen trött han hon att till från mycket natt morgon",
  // Danish and Norwegian
  "jeg ikke og hvordan hvad hva hvorfor meg deg til af av hei tak takk meget veldig godt også fordi skal være noget noe føler",
  // Finnish
  "minä sinä hän olen olet mitä miten kuinka kuuluu kiitos että mutta olla minun sinun minulla sinulla nyt tänään hyvää huomenta päivää yötä tämä mikä missä miksi kyllä surullinen iloinen väsynyt anteeksi rakastan haluan",
];

export const foreignWords: ReadonlySet<string> = new Set(lists.flatMap((list) => list.split(" ")));
