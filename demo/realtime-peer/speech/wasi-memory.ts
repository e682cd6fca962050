/**
 * The 13 calls of WASI preview 1 that flite makes, answered from memory. `node:wasi` would need a real
 * folder for the sound and prints an ExperimentalWarning; here no file exists, so text from the network
 * can reach none. Numbers are those of the WASI snapshot preview 1 witx (errno, filetype, whence).
 */
const OK = 0;
const EBADF = 8;
const ENOENT = 44;
const DIRECTORY = 3;
const REGULAR_FILE = 4;
const STDOUT = 1;
const STDERR = 2;
const ROOT_DIRECTORY = 3;
const OUTPUT_FILE = 4;

/** Ends `_start`: a C program's exit has no other way out of WebAssembly. */
export class ProgramExit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** All that one run of a program can touch: its arguments, and one file to write, of any name. */
export class MemoryWasi {
  #args: readonly Uint8Array[] = [];
  readonly #file = new GrowingFile();
  #memory: WebAssembly.Memory | undefined;
  #messages = '';

  /** What the program wrote to its file. A copy. */
  get output(): Uint8Array {
    return this.#file.contents();
  }

  /** What it wrote to stdout and stderr. */
  get messages(): string {
    return this.#messages;
  }

  /**
   * Runs `_start` of an instance made with {@link imports}; once, for a command leaves its memory used.
   *
   * @returns the exit code. A trap is thrown as it is.
   */
  run(instance: WebAssembly.Instance, args: readonly string[]): number {
    this.#args = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
    const { memory, _start: start } = instance.exports;
    if (!(memory instanceof WebAssembly.Memory) || typeof start !== 'function') {
      throw new Error('Not a WASI program: it exports no memory or no _start.');
    }
    this.#memory = memory;
    try {
      start();
      return 0;
    } catch (error) {
      if (error instanceof ProgramExit) return error.code;
      throw error;
    }
  }

  // oxlint-disable max-params -- the signatures are WASI's.
  readonly imports = {
    wasi_snapshot_preview1: {
      args_sizes_get: (countAt: number, bytesAt: number): number => {
        this.#setU32(countAt, this.#args.length);
        this.#setU32(
          bytesAt,
          this.#args.reduce((sum, arg) => sum + arg.length, 0),
        );
        return OK;
      },
      args_get: (pointersAt: number, textAt: number): number => {
        let at = textAt;
        this.#args.forEach((arg, index) => {
          this.#setU32(pointersAt + 4 * index, at);
          this.#bytes(at, arg.length).set(arg);
          at += arg.length;
        });
        return OK;
      },
      clock_time_get: (_id: number, _precision: bigint, timeAt: number): number => {
        this.#view().setBigUint64(timeAt, BigInt(Date.now()) * 1_000_000n, true);
        return OK;
      },
      fd_close: (): number => OK,
      fd_fdstat_get: (fd: number, statAt: number): number => {
        if (fd > OUTPUT_FILE) return EBADF;
        this.#bytes(statAt, 24).fill(0);
        this.#view().setUint8(statAt, fd === ROOT_DIRECTORY ? DIRECTORY : REGULAR_FILE);
        // All rights, or libc refuses to open anything below the directory.
        this.#view().setBigUint64(statAt + 8, 0xffff_ffff_ffffn, true);
        this.#view().setBigUint64(statAt + 16, 0xffff_ffff_ffffn, true);
        return OK;
      },
      fd_fdstat_set_flags: (): number => OK,
      fd_prestat_get: (fd: number, statAt: number): number => {
        if (fd !== ROOT_DIRECTORY) return EBADF;
        this.#setU32(statAt, 0);
        this.#setU32(statAt + 4, 1);
        return OK;
      },
      fd_prestat_dir_name: (_fd: number, nameAt: number): number => {
        this.#bytes(nameAt, 1)[0] = '/'.charCodeAt(0);
        return OK;
      },
      fd_read: (_fd: number, _vectors: number, _count: number, readAt: number): number => {
        this.#setU32(readAt, 0);
        return OK;
      },
      fd_seek: (fd: number, offset: bigint, whence: number, resultAt: number): number => {
        if (fd !== OUTPUT_FILE) return EBADF;
        this.#view().setBigUint64(resultAt, BigInt(this.#file.seek(Number(offset), whence)), true);
        return OK;
      },
      fd_write: (fd: number, vectorsAt: number, count: number, writtenAt: number): number =>
        this.#write(fd, { vectorsAt, count, writtenAt }),
      path_open: (...args: readonly unknown[]): number => this.#open(args),
      proc_exit: (code: number): never => {
        throw new ProgramExit(code);
      },
    },
  };

  // oxlint-enable max-params

  /** dirfd, dirflags, path, path length, oflags, rights ×2, fdflags, where the new fd goes. */
  #open(args: readonly unknown[]): number {
    const oflags = Number(args[4]);
    // Without O_CREAT it is a read, and there is nothing to read.
    if ((oflags & 1) === 0) return ENOENT;
    this.#setU32(Number(args[8]), OUTPUT_FILE);
    return OK;
  }

  #write(fd: number, to: { vectorsAt: number; count: number; writtenAt: number }): number {
    if (fd !== STDOUT && fd !== STDERR && fd !== OUTPUT_FILE) return EBADF;
    let written = 0;
    for (let index = 0; index < to.count; index += 1) {
      const vectorAt = to.vectorsAt + 8 * index;
      const bytes = this.#bytes(
        this.#view().getUint32(vectorAt, true),
        this.#view().getUint32(vectorAt + 4, true),
      );
      if (fd === OUTPUT_FILE) this.#file.write(bytes);
      else this.#messages += new TextDecoder('latin1').decode(bytes);
      written += bytes.length;
    }
    this.#setU32(to.writtenAt, written);
    return OK;
  }

  // The memory may have grown since the last call, which detaches every older view.
  #view(): DataView {
    return new DataView(this.#buffer());
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#buffer(), at, length);
  }

  #buffer(): ArrayBuffer {
    if (this.#memory === undefined) throw new Error('The program has not been started.');
    return this.#memory.buffer;
  }

  #setU32(at: number, value: number): void {
    this.#view().setUint32(at, value, true);
  }
}

/** A file that is written, sought and read back once. */
class GrowingFile {
  #bytes = new Uint8Array(1 << 17);
  #length = 0;
  #position = 0;

  write(data: Uint8Array): void {
    const end = this.#position + data.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(data, this.#position);
    this.#position = end;
    this.#length = Math.max(this.#length, end);
  }

  seek(offset: number, whence: number): number {
    const from = [0, this.#position, this.#length][whence] ?? 0;
    this.#position = Math.max(0, from + offset);
    return this.#position;
  }

  contents(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
