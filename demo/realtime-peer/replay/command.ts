import { readRecording } from './recording.js';
import { replay } from './replay.js';

/**
 * `npm run realtime-peer -- replay FILE…`: one line per recording, one per difference.
 *
 * @returns whether all recordings agree.
 */
export async function replayFiles(files: readonly string[], print: (line: string) => void): Promise<boolean> {
  let agree = true;
  for (const file of files) {
    const { recorded, peer, differences } = replay(await readRecording(file));
    if (differences.length > 0) agree = false;
    const verdict = differences.length === 0 ? 'same' : `${differences.length} differences`;
    print(`${file}: ${verdict} (${recorded.length} recorded server events, ${peer.length} by the peer)`);
    for (const found of differences) {
      print(`  event ${found.at}: recorded ${found.recorded} | peer ${found.peer}`);
    }
  }
  return agree;
}
