/**
 * Runs in the host page before any other script: no path counts the checks it sent, as in browsers that leave the
 * number out. A machine shared with others may stand still for three seconds, which is what a dead path looks like;
 * a test of what a call carries must not end on another link because of that.
 */
export function installUncountedChecks(): void {
  type Row = Readonly<Record<string, unknown>>;
  const native = RTCPeerConnection.prototype.getStats;
  RTCPeerConnection.prototype.getStats = async function getStats(this: RTCPeerConnection) {
    const rows = new Map<string, Row>();
    const report = await native.call(this);
    report.forEach((row: Row, id: string) => {
      rows.set(id, row['type'] === 'candidate-pair' ? { ...row, requestsSent: 0 } : row);
    });
    return rows;
  };
}
