/** Puts one element on the page in the state that the address names: `?state=speaking`. */
import { SAMPLES } from '../../widget/testing/sample-snapshots.js';
import { StagedNutrinaVoice } from '../../widget/testing/staged-element.js';

customElements.define('nutrina-voice', StagedNutrinaVoice);

const name = new URL(location.href).searchParams.get('state');
const sample = [...SAMPLES].find(([known]) => known === name)?.[1];
const element = new StagedNutrinaVoice();
element.server = location.origin;
element.heading = 'Nutrina';
element.identify = 'none';
document.body.append(element);
if (sample !== undefined && sample.state !== 'idle') {
  await element.connect();
  element.session.show(sample);
}
element.identify = 'email';
await element.updateComplete;
document.documentElement.dataset['ready'] = '';
