import type { DataChannel, PeerConnection, Track } from 'node-datachannel';

/** A connection and what was made on it, ready to be closed so that the process can end. */
export interface ConnectionParts {
  readonly connection: PeerConnection;
  channel?: DataChannel;
  track?: Track;
}

/**
 * Closes a connection from the inside out.
 *
 * node-datachannel holds the process for every channel and track until its closing has been
 * reported, which needs two things: an `onClosed` handler set while it was open (the caller's
 * part), and for a channel that never opened a `close()` of its own. Its `cleanup()` is no way out:
 * it ends everything in the process and crashes after some dozen connections.
 */
export function closeConnection({ connection, channel, track }: ConnectionParts): void {
  channel?.close();
  track?.close();
  connection.close();
}
