import { NutrinaVoice } from './nutrina-voice.js';

/**
 * Registers `<nutrina-voice>`. Does nothing where the name is taken, as it is when a page loads the script twice.
 *
 * @param defaultServer the backend of elements that do not name one.
 */
export function registerNutrinaVoice(defaultServer?: string): void {
  if (customElements.get('nutrina-voice') !== undefined) return;
  NutrinaVoice.defaultServer = defaultServer;
  customElements.define('nutrina-voice', NutrinaVoice);
}
