// 20 000 mixed operations of ioredis against a cluster, checked with a model. Arguments: a port, how many.
import Redis from "ioredis";

const [port, operations] = process.argv.slice(2).map(Number);
const cluster = new Redis.Cluster([{ host: "127.0.0.1", port }]);

// Side by side, as a program of this kind works, each on keys of its own.
const WORKERS = 8;

// A generator of its own, so that a run can be repeated.
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * bound);
  };
}

function same(actual, expected, what) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
}

async function work(worker, count) {
  const random = generator(42 + worker);
  const model = new Map();
  for (let i = 0; i < count; i++) {
    const key = `ioredis:${worker}:${random(250)}`;
    const known = model.get(key);
    switch (random(6)) {
      case 0:
      case 1:
        same(await cluster.set(key, `v${i}`), "OK", "SET");
        model.set(key, `v${i}`);
        break;
      case 2:
        same(await cluster.del(key), known === undefined ? 0 : 1, "DEL");
        model.delete(key);
        break;
      case 3: {
        const tag = `{${key}}`;
        same(await cluster.mset(`${tag}a`, i, `${tag}b`, i), "OK", "MSET");
        same(await cluster.mget(`${tag}a`, `${tag}b`), [`${i}`, `${i}`], "MGET");
        i++;
        break;
      }
      default:
        same(await cluster.get(key), known === undefined ? null : known, "GET");
    }
  }
}

const workers = Array.from({ length: WORKERS }, (_, worker) => worker);
await Promise.all(workers.map((worker) => work(worker, operations / WORKERS)));

const transaction = await cluster.multi().set("{t}a", "1").incr("{t}a").exec();
same(transaction, [[null, "OK"], [null, 2]], "EXEC");
await cluster.quit();
console.log(`${operations} operations, all was right`);
