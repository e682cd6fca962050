/** OpenAI's own client library, unmodified, as its guide shows it. */
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { mintKey } from './mint.js';
import { setting } from './setting.js';
import { startOnClick } from './start.js';

const agent = new RealtimeAgent({ name: 'Bench', instructions: 'You are a helpful assistant.' });
const transport = new OpenAIRealtimeWebRTC({ baseUrl: setting('callsUrl') });
const session = new RealtimeSession(agent, { transport });
startOnClick(() => session.connect({ apiKey: mintKey }));
