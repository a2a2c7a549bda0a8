/**
 * Which proofs of possession were seen, in shared memory: all threads of a gateway refuse what one of them took. Bounded: a proof lives
 * two minutes at most, and where a bucket is full of living ones no more are taken.
 */

const slots = 16
/** Room for 262,144 proofs: 2,000 a second. Three megabytes, taken only as they are used. */
const buckets = 16_384

export class ProofStore {
  readonly #names: BigInt64Array
  readonly #ends: Int32Array
  readonly buffer: SharedArrayBuffer

  constructor(buffer: SharedArrayBuffer = ProofStore.allocate()) {
    this.buffer = buffer
    this.#names = new BigInt64Array(buffer, 0, buckets * slots)
    this.#ends = new Int32Array(buffer, buckets * slots * 8, buckets * slots)
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(buckets * slots * 12)
  }

  /**
   * Notes a proof. `digest`: of the key and the proof’s jti, at least 12 bytes. Times in milliseconds; `until` is when it would be too old
   * anyway.
   */
  take(digest: Buffer, until: number, now: number): 'fresh' | 'seen' | 'full' {
    const name = digest.readBigInt64LE(0) | 1n
    const first = (digest.readUInt32LE(8) % buckets) * slots
    const seconds = Math.floor(now / 1000)
    const end = Math.ceil(until / 1000)
    for (let attempt = 0; attempt < slots; attempt += 1) {
      let free = -1
      let before = 0n
      for (let slot = first; slot < first + slots; slot += 1) {
        const held = Atomics.load(this.#names, slot)
        const alive = held !== 0n && Atomics.load(this.#ends, slot) >= seconds
        if (alive && held === name) return 'seen'
        if (!alive && free === -1) {
          free = slot
          before = held
        }
      }
      if (free === -1) return 'full'
      // Its end first: a name that stands there counts from the moment it does.
      Atomics.store(this.#ends, free, end)
      if (Atomics.compareExchange(this.#names, free, before, name) === before) {
        Atomics.store(this.#ends, free, end)
        // The same proof came in twice at once, and the other one held this very name before: it was alive no more.
        return 'fresh'
      }
    }
    return 'full'
  }
}
