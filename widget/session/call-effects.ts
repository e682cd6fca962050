import type { CallResources } from './call-resources.js';
import type { Effect } from './session-effects.js';

/** What is done with the means of one call. */
export type CallEffect = Exclude<
  Effect,
  {
    type:
      | 'open-session'
      | 'renew-session'
      | 'close-session'
      | 'prepare-link'
      | 'drop-prepared'
      | 'begin-call'
      | 'end-call'
      | 'arm'
      | 'disarm'
      | 'arm-reconnect'
      | 'moment';
  }
>;

export function runInCall(call: CallResources, effect: CallEffect): void {
  switch (effect.type) {
    case 'enter-mode':
      return call.enterMode(effect);
    case 'connect-link':
      return call.links.connect();
    case 'send':
      return call.send(effect.command);
    case 'open-standby':
      return call.links.openStandby(effect.kind);
    case 'drop-standby':
      return call.links.dropStandby();
    case 'take-standby':
      return call.links.takeStandby();
    case 'probe-link':
      return call.links.probe();
    case 'doubt-link':
      return call.links.doubt();
    case 'open-microphone':
      return call.openMicrophone();
    case 'await-microphone':
      return call.awaitMicrophone();
    case 'start-ears':
      return call.startEars();
    case 'hold-ears':
      return call.holdEars();
    case 'talk':
      return call.talk(effect.on);
    case 'push-to-talk':
      return call.changeTurnDetection();
    case 'renew-ears':
      return call.renewEars();
    case 'close-ears':
      return call.closeEars();
    case 'unlock-voice':
      return call.unlockVoice();
    case 'speak':
      return call.speak(effect.itemId, effect.delta);
    case 'finish-item':
      return call.finishItem(effect.itemId);
    case 'finish-answer':
      return call.finishAnswer();
    case 'silence':
      return call.silence();
    default:
      return effect satisfies never;
  }
}
