/** One sign of Chinese, Japanese or Korean takes as long to say as about three letters. */
const WIDE_WEIGHT = 3;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]/g;

/** How much there is to say in `text`, in Latin letters. */
export function speechWeight(text: string): number {
  return text.length + (WIDE_WEIGHT - 1) * (text.match(WIDE)?.length ?? 0);
}
