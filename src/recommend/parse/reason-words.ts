/** Tells a reason by its first words, in the ten languages, where no label says that it is one. */
const openings =
  /^(?:because|since you|as you|if you|given (?:your|that)|you(?:'|’)(?:ll|d|re)? |you (?:liked?|loved?|enjoy|will|might|may|said)|based on your|perfect for|great for|it fits|this fits|suits you|weil|da du|da sie|wenn du|wenn sie|passt zu|dir wird|parce que?|parce qu['’]|puisque|comme tu|comme vous|si tu|si vous|vous avez aim|tu as aim|porque|ya que|como te|si te|te gust|pois|já que|se você|como você|você (?:gostou|vai)|perché|poiché|dato che|se ti|visto che|ti è piaciut|потому|так как|поскольку|если вам|если тебе|вам понрав|тебе понрав|因为|因為|由于|由於|既然你|你喜欢|如果你|なぜなら|あなたが|あなたの|왜냐하면|당신이|좋아하신)/iu;

export function startsLikeReason(text: string): boolean {
  return openings.test(text.slice(0, 40));
}
