import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { errorHandler, notFound } from './middleware/error-handler.js';
import { forwardedNotice } from './middleware/forwarded-notice.js';
import { originGuard, type OriginPolicy } from './middleware/origin-guard.js';
import { requestContext } from './middleware/request-context.js';
import { callRoute } from './routes/call-route.js';
import { demoPageRoute } from './routes/demo-page-route.js';
import { healthRoute } from './routes/health-route.js';
import { sessionRoute } from './routes/session-route.js';
import { ttsRoute } from './routes/tts-route.js';
import { widgetRoute } from './routes/widget-route.js';
import { HttpError } from './services/http-error.js';
import type { Log } from './services/log.js';
import type { SessionService } from './services/session-service.js';
import type { PumpLimits } from './services/speech-pump.js';
import type { SpeechService } from './services/speech-service.js';

/** The API's work. `null` where the owner has switched it off: every API route then answers `disabled`. */
export interface ApiServices {
  readonly sessions: SessionService;
  /** `null`: no voice of our own, browsers speak themselves or not at all. */
  readonly speech: SpeechService | null;
  /** Whether `POST /api/realtime/call` is there. */
  readonly signaling: 'direct' | 'proxy';
  /** Where browsers take their calls with direct signalling. */
  readonly callsOrigin?: string;
  readonly pumpLimits: PumpLimits;
}

export interface AppOptions {
  readonly api: ApiServices | null;
  readonly origins: OriginPolicy;
  /** Hops, or addresses and CIDR ranges, whose `X-Forwarded-*` headers are believed; `false` believes nobody. */
  readonly trustProxy: false | number | readonly string[];
  readonly log: Log;
  /** The build's folder, with `widget/` and `demo/` in it. */
  readonly dist: string;
  /** `null`: no demo page. */
  readonly demoPage: { readonly connectTo: readonly string[] } | null;
  /** True from the moment the process has been asked to end. */
  readonly isDraining: () => boolean;
}

/** The whole HTTP face of the server. Listens to nothing and reads no environment. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustProxy);
  app.set('query parser', false);
  app.use(
    requestContext(options.log),
    ...notices(options),
    lastAnswers(options.isDraining),
    securityHeaders(),
  );
  app.use(healthRoute(options.isDraining));
  app.use('/api', noStore, originGuard(options.origins));
  app.use(options.api === null ? disabledApi() : apiRoutes(options.api));
  app.use(widgetRoute(options.dist, options.api?.callsOrigin));
  if (options.demoPage) app.use(demoPageRoute({ dist: options.dist, ...options.demoPage }));
  app.use(notFound, errorHandler(options.log));
  return app;
}

function notices({ trustProxy, log }: AppOptions): readonly RequestHandler[] {
  return trustProxy === false ? [forwardedNotice(log)] : [];
}

function apiRoutes({ sessions, speech, signaling, pumpLimits }: ApiServices): Router {
  const router = Router();
  router.use(sessionRoute(sessions), ttsRoute({ sessions, speech, pumpLimits }));
  if (signaling === 'proxy') router.use(callRoute(sessions));
  return router;
}

function disabledApi(): Router {
  const router = Router();
  router.use('/api/realtime', () => {
    throw new HttpError('disabled', 'The assistant is switched off (setting OPENAI_REALTIME_ENABLED).');
  });
  return router;
}

function securityHeaders(): RequestHandler {
  return helmet({
    // Answers of the API are no documents; the demo page sets its own policy.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // Whether a host and all its subdomains are HTTPS for ever is for its TLS end to say, not for one program behind it.
    strictTransportSecurity: false,
  });
}

const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** While the process ends, every answer is its connection's last: a kept one would hold up the end. */
function lastAnswers(isDraining: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.setHeader('Connection', 'close');
    next();
  };
}
