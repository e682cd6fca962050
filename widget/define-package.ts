/** The npm package's `nutrina-voice/define`. Bundled into a site's own script it cannot know a backend: elements name theirs. */
import { registerNutrinaVoice } from './element/register.js';

registerNutrinaVoice();

/** Brings the element's tag and events to TypeScript. */
export type { NutrinaEvent, NutrinaVoice } from './index.js';
