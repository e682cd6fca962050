// The channel to the parent closes with the parent, however that ended; nobody else would end us then.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening must not keep a program alive that has nothing more to do.
  process.channel.unref();
}
