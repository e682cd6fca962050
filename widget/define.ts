/** The script-tag entry. The backend that served the script is the one its elements talk to. */
import { registerNutrinaVoice } from './element/register.js';

registerNutrinaVoice(new URL(import.meta.url).origin);
