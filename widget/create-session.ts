import { announcedProvider } from './adapters/announced-provider.js';
import { browserClock } from './adapters/browser-clock.js';
import { createBrowserMicrophone } from './adapters/browser-microphone.js';
import { browserPageLife } from './adapters/browser-page-life.js';
import { silentLogger } from './adapters/console-logger.js';
import { preconnect } from './adapters/preconnect.js';
import { createHttpSessionApi } from './adapters/http-session-api.js';
import { createHttpSpeechSynthesiser } from './adapters/http-speech-synthesiser.js';
import { PcmPlayer } from './adapters/pcm-player.js';
import { createRandomId } from './adapters/random-id.js';
import { decodeSpeech } from './adapters/speech-decoder.js';
import { createWebRtcLink } from './adapters/web-rtc-link.js';
import { createWebSpeechRecogniser } from './adapters/web-speech-recogniser.js';
import type { SessionOptions, VoiceSession } from './session/snapshot.js';
import { createSteppingLink } from './session/stepping-link.js';
import { createVoiceSession } from './session/voice-session.js';

/**
 * A voice session in this browser: the one place where the session meets its adapters. Loads and opens nothing
 * until it is told to.
 *
 * `server`: the backend's http(s) URL. One that is not makes `connect()` reject with `config-invalid`.
 */
export function createBrowserSession(options: { readonly server: string } & SessionOptions): VoiceSession {
  const { server, ...sessionOptions } = options;
  const clock = browserClock;
  const warm = (url = announcedProvider(server, performance.getEntriesByType('resource'))): void => {
    if (url !== undefined) preconnect(url);
  };
  return createVoiceSession(
    {
      clock,
      logger: silentLogger,
      page: browserPageLife,
      api: createHttpSessionApi(server, clock, warm),
      link: createSteppingLink({
        webRtc: createWebRtcLink(clock),
        loadWebSocket: async () => (await import('./adapters/web-socket-link.js')).createWebSocketLink(clock),
      }),
      recogniser: createWebSpeechRecogniser(),
      microphone: createBrowserMicrophone(clock),
      synthesiser: createHttpSpeechSynthesiser(server, clock, preconnect),
      decodeSpeech,
      createPlayer: () => new PcmPlayer(clock),
      loadNativeCall: async () => (await import('./create-native-call.js')).createBrowserNativeCall,
      createId: createRandomId,
      random: Math.random,
    },
    sessionOptions,
  );
}
