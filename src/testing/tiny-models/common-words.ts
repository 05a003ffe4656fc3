/**
 * Words that the tiny models hold as single tokens, so that ordinary English is a few bytes a token, not one.
 * Those with a leading space come first: their merges must go before merges inside words.
 */
const afterSpace =
  "the of and to in a is that for it was on are as with his they be at one have this from or had by hot but some what " +
  "there we can out other were all your when up use word how said an each she which do their time if will way about " +
  "many then them would write like so these her long make thing see him two has look more day could go come did my " +
  "sound no most number who over know water than call first people may down side been now find any new work part take " +
  "get place made live where after back little only round man year came show every good me give our under name very " +
  "through just form much great think say help low line before turn cause same mean differ move right boy old too does " +
  "tell sentence set three want air well also play small end put home read hand port large spell add even land here " +
  "must big high such follow act why ask men change went light kind off need house picture try us again animal point " +
  "mother world near build self earth father you not friend feel happy sad I movie book music love because " +
  "really maybe today life hello sorry thanks recommend answer question language model";

const atLineStart = "system user assistant ipython Hello You What The This That How And It Yes No";

const punctuation = ["\n\n", ". ", ", ", "! ", "? ", '": ', '",', '", "', '{"', '"}', "...", "  ", "    "];

export const commonWords: readonly string[] = [
  ...afterSpace.split(" ").map((word) => ` ${word}`),
  ...atLineStart.split(" "),
  ...punctuation,
];
